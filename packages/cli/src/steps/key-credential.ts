import { readKeyCredentials, updateApplication } from "../directory.ts";
import { type JsonObject, optionalText } from "../json.ts";
import type { VaultCertificate } from "../vault.ts";
import { type Step, established, inSync } from "./step.ts";

/** Registers the certificate's public half with the application, beside the keys that are there. */
export const keyCredential: Step = async ({ graph, target, facts, retry }) => {
  const { application, certificate } = facts;
  if (application !== undefined && certificate !== undefined) {
    const present = await retry(() => readKeyCredentials(graph, application.id));
    if (present.some((entry) => holds(entry, certificate)))
      return inSync(`thumbprint ${certificate.thumbprint} is registered`);
  }
  return {
    changed: true,
    detail: "register the certificate's public key",
    async apply() {
      const { id } = established(facts.application, "application");
      const created = established(facts.certificate, "certificate");
      // A PATCH replaces the list, so the keys that are there go back unchanged.
      const present = await retry(() => readKeyCredentials(graph, id));
      const keyCredentials = [...present, toKeyCredential(created, target.certificate.name)];
      await retry(() => updateApplication(graph, id, { keyCredentials }));
      return { changed: true, detail: `registered thumbprint ${created.thumbprint}${kept(present.length)}` };
    },
  };
};

function kept(count: number): string {
  return count === 0 ? "" : `, kept ${count} other ${count === 1 ? "key" : "keys"}`;
}

/** Graph shows the thumbprint in base64, and for keys that older tools wrote in hexadecimal. */
function holds(entry: JsonObject, certificate: VaultCertificate): boolean {
  const identifier = optionalText(entry, "customKeyIdentifier");
  return (
    optionalText(entry, "key") === certificate.cer ||
    identifier === Buffer.from(certificate.thumbprint, "hex").toString("base64") ||
    identifier?.toUpperCase() === certificate.thumbprint
  );
}

function toKeyCredential(certificate: VaultCertificate, name: string): JsonObject {
  return {
    type: "AsymmetricX509Cert",
    usage: "Verify",
    key: certificate.cer,
    displayName: `CN=${name}`,
    startDateTime: certificate.notBefore.toISOString(),
    endDateTime: certificate.expires.toISOString(),
  };
}
