import { CliError } from "../errors.ts";
import type { VaultCertificate } from "../vault.ts";
import { type Step, inSync } from "./step.ts";

/** Lets Key Vault make the key and the certificate; the private key is born there. */
export const certificate: Step = async ({ vault, target, facts, progress }) => {
  const { name, vaultUrl, exportable } = target.certificate;
  const found = await vault.find();
  if (exportable && found?.exportable === false) throw notExportable(name);
  facts.certificate = found;
  if (found !== undefined) {
    const looser = !exportable && found.exportable === true;
    return inSync(`${describe(name, found)}${looser ? "; its private key may leave the vault" : ""}`);
  }
  return {
    changed: true,
    detail: `create ${name} in ${vaultUrl}`,
    async apply() {
      const created = await vault.create((status) => progress(`Key Vault says ${status}`));
      facts.certificate = created;
      return { changed: true, detail: `created ${describe(name, created)}` };
    },
  };
};

function describe(name: string, { thumbprint, expires }: VaultCertificate): string {
  return `${name}, thumbprint ${thumbprint}, until ${expires.toISOString().slice(0, 10)}`;
}

function notExportable(name: string): CliError {
  return new CliError({
    code: "invalid_configuration",
    message: `The certificate ${name} is in the vault already, and its private key may not leave it.`,
    why: "Whether a key is exportable is decided when it is made.",
    remedy: "Leave exportable out and let Key Vault sign, or choose another name for the certificate.",
  });
}
