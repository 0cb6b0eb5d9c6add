import { ConfigurationError } from "@entrakit/auth-core";
import { timeSource } from "@entrakit/auth-core/transport";
import { KeyVaultError, type VaultCertificate, createCertificate, getCertificate } from "@entrakit/kv-cert";
import { expect } from "vitest";

import type { Contract } from "../contract.ts";
import { appOnVault, bySecret, provisionerCredential, signerOnVault } from "../credentials.ts";
import { rejectionOf } from "../rejection.ts";
import type { World } from "../world.ts";

const here = { surface: "key-vault", client: "kv-cert" } as const;
const challenges = "learn.microsoft.com/azure/key-vault/general/authentication-requests-and-responses";
const rbac = "learn.microsoft.com/azure/key-vault/general/rbac-guide";

function challenge(world: World, authority: string, times: number): Promise<void> {
  const header = `Bearer authorization="${authority}", resource="https://vault.azure.net"`;
  const host = new URL(world.tenant.vaultUrl).hostname;
  return world.fault({ host, times, status: 401, headers: { "www-authenticate": header } });
}

/** Reads the certificate that `appOnVault` makes. */
function readApp(world: World, credential = provisionerCredential(world)) {
  return getCertificate({ vaultUrl: world.tenant.vaultUrl, certificateName: "app", credential });
}

/** Getting in: challenges, roles, throttling, and making a certificate. */
export const keyVaultAccess: readonly Contract[] = [
  {
    ...here,
    id: "key-vault.certificate.created",
    rule: "A certificate is made in the vault and waited for no more often than the vault asks; its key cannot leave.",
    spec: "learn.microsoft.com/rest/api/keyvault/certificates/create-certificate",
    async run(world) {
      const progress: string[] = [];
      let certificate: VaultCertificate | undefined;
      const requests = await world.during(async () => {
        certificate = await createCertificate({
          vaultUrl: world.tenant.vaultUrl,
          certificateName: "fresh",
          credential: provisionerCredential(world),
          onProgress: (status) => void progress.push(status),
          [timeSource]: world.time(),
        });
      });
      expect(progress.at(-1)).toBe("completed");
      const polls = requests.filter(({ url }) => /\/(create|pending)$/.test(url)).map(({ time }) => time);
      expect(polls).toHaveLength(progress.length);
      for (const [index, time] of polls.slice(1).entries())
        expect(time - (polls[index] ?? 0)).toBeGreaterThanOrEqual(1_000);
      expect(certificate).toMatchObject({ name: "fresh", enabled: true, exportable: false, keyType: "RSA" });
      const der = Uint8Array.from(atob(certificate?.cer ?? ""), (character) => character.charCodeAt(0));
      const sha1 = new Uint8Array(await crypto.subtle.digest("SHA-1", der));
      expect(atob((certificate?.x5t ?? "").replaceAll("-", "+").replaceAll("_", "/"))).toBe(
        String.fromCharCode(...sha1),
      );
    },
  },
  {
    ...here,
    id: "key-vault.challenge.none-needed",
    rule: "The first request carries its token: a vault of the app's own tenant is read in one request.",
    spec: challenges,
    async run(world) {
      await world.makeCertificate("app");
      const requests = await world.during(() => readApp(world));
      expect(requests.map(({ surface, status }) => `${surface} ${status}`)).toEqual(["entra 200", "vault 200"]);
    },
  },
  {
    ...here,
    id: "key-vault.challenge.once",
    rule: "A vault's 401 challenge is answered once; a second one is an unauthorized error, not a loop.",
    spec: challenges,
    async run(world) {
      await world.makeCertificate("app");
      const authority = `https://login.microsoftonline.com/${world.tenant.tenantId}`;
      const statuses = async (action: () => Promise<unknown>): Promise<readonly number[]> => {
        const requests = await world.during(action);
        return requests.filter(({ surface }) => surface === "vault").map(({ status }) => status);
      };
      await challenge(world, authority, 1);
      expect(await statuses(() => readApp(world))).toEqual([401, 200]);
      await challenge(world, authority, 10);
      const refused = await statuses(async () => {
        expect(await rejectionOf(readApp(world))).toMatchObject({ code: "unauthorized", status: 401 });
      });
      expect(refused).toEqual([401, 401]);
    },
  },
  {
    ...here,
    id: "key-vault.challenge.foreign",
    rule: "A challenge that sends the caller to another authority is refused, and that authority hears nothing.",
    spec: challenges,
    async run(world) {
      await world.makeCertificate("app");
      await challenge(world, `https://login.example.com/${world.tenant.tenantId}`, 1);
      const requests = await world.during(async () => {
        const error = await rejectionOf(readApp(world));
        expect(KeyVaultError.isInstance(error)).toBe(true);
        expect(error).toMatchObject({ code: "challenge_refused" });
      });
      expect(requests.filter(({ url }) => url.includes("example.com"))).toEqual([]);
    },
  },
  {
    ...here,
    id: "key-vault.address",
    rule: "An address that is no vault of a known cloud is refused before any request.",
    spec: "learn.microsoft.com/azure/key-vault/general/about-keys-secrets-certificates#dns-suffixes-for-object-identifiers",
    async run(world) {
      const credential = provisionerCredential(world);
      const requests = await world.during(async () => {
        for (const vaultUrl of ["https://kv.vault.azure.net.example.com", "http://kv-one.vault.azure.net"]) {
          const error = await rejectionOf(getCertificate({ vaultUrl, certificateName: "app", credential }));
          expect(ConfigurationError.isInstance(error)).toBe(true);
          expect(error).toMatchObject({ option: "vaultUrl" });
        }
      });
      expect(requests).toEqual([]);
    },
  },
  {
    ...here,
    id: "key-vault.forbidden.sign",
    rule: "A caller that may not sign is told the denied action and the least role, and that role is enough.",
    spec: rbac,
    async run(world) {
      const { app } = await appOnVault(world, ["Key Vault Reader"]);
      const signer = await signerOnVault(world, app, "remote");
      const error = await rejectionOf(signer.sign(new Uint8Array(8)));
      expect(error).toMatchObject({
        code: "forbidden",
        status: 403,
        wireCode: "ForbiddenByRbac",
        action: "Microsoft.KeyVault/vaults/keys/sign/action",
      });
      await world.allowOnVault(app.servicePrincipalId, roleIn(error));
      expect((await signer.sign(new Uint8Array(8))).length).toBe(256);
    },
  },
  {
    ...here,
    id: "key-vault.forbidden.read",
    rule: "A caller without any role is told that it may not read the certificate, and the least role is enough.",
    spec: rbac,
    async run(world) {
      await world.makeCertificate("app");
      const app = await world.register();
      const error = await rejectionOf(readApp(world, bySecret(world, app)));
      expect(error).toMatchObject({ code: "forbidden", action: "Microsoft.KeyVault/vaults/certificates/read" });
      await world.allowOnVault(app.servicePrincipalId, roleIn(error));
      expect((await readApp(world, bySecret(world, app))).name).toBe("app");
    },
  },
  {
    ...here,
    id: "key-vault.not-found",
    rule: "A certificate that the vault does not have is a not_found that names it.",
    spec: "learn.microsoft.com/rest/api/keyvault/certificates/get-certificate",
    async run(world) {
      const error = await rejectionOf(readApp(world));
      expect(error).toMatchObject({ code: "not_found", status: 404, wireCode: "CertificateNotFound" });
      expect(error).toHaveProperty("message", expect.stringContaining("app"));
    },
  },
  {
    ...here,
    id: "key-vault.throttled",
    rule: "A throttled signature is asked for again when Retry-After is over, not before.",
    spec: "RFC 6585 §4; learn.microsoft.com/azure/key-vault/general/overview-throttling",
    async run(world) {
      const { app } = await appOnVault(world, ["Key Vault Reader", "Key Vault Crypto User"]);
      const signer = await signerOnVault(world, app, "remote", world.time());
      await world.fault({ path: /\/sign$/, status: 429, headers: { "retry-after": "5" } });
      const requests = await world.during(() => signer.sign(new Uint8Array(8)));
      const [refused, answered] = requests.filter(({ surface }) => surface === "vault");
      expect([refused?.status, answered?.status]).toEqual([429, 200]);
      expect((answered?.time ?? 0) - (refused?.time ?? 0)).toBeGreaterThanOrEqual(5_000);
    },
  },
];

/** The role that an error's remedy names. */
function roleIn(error: unknown): string {
  const remedy = KeyVaultError.isInstance(error) ? error.remedy : "";
  const role = /role "([^"]+)"/.exec(remedy)?.[1];
  if (role === undefined) throw new Error(`the remedy names no role: ${remedy}`);
  return role;
}
