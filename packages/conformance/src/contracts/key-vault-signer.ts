import { importX509 } from "jose";
import { expect } from "vitest";

import type { Contract } from "../contract.ts";
import { appOnVault, byCertificate, bySecret, signerOnVault, tokenOf } from "../credentials.ts";
import { rejectionOf } from "../rejection.ts";
import { claimsOf } from "../rest.ts";
import { isTokenRequest } from "../world.ts";
import { KeyVaultError, keyVaultSigner } from "@entrakit/kv-cert";

const here = { surface: "key-vault", client: "kv-cert" } as const;
const sign = "learn.microsoft.com/rest/api/keyvault/keys/sign/sign";
const export_ = "learn.microsoft.com/azure/key-vault/certificates/about-certificates#exportable-or-non-exportable-key";

/** The least roles for each way to sign. */
const mayReadAndSign = ["Key Vault Reader", "Key Vault Crypto User"];
const mayExport = ["Key Vault Certificate User"];

function pemOf(cer: string): string {
  return `-----BEGIN CERTIFICATE-----\n${cer.replaceAll(/(.{64})/g, "$1\n")}\n-----END CERTIFICATE-----\n`;
}

/** A vault's certificate as the signer of assertions. */
export const keyVaultSigners: readonly Contract[] = [
  {
    ...here,
    id: "key-vault.remote.signature",
    rule: "A signature made in the vault is verified by the certificate's public key (PS256), and the signer names its SHA-256.",
    spec: `RFC 7518 §3.5; ${sign}`,
    async run(world) {
      const { app, made } = await appOnVault(world, mayReadAndSign);
      const signer = await signerOnVault(world, app, "remote");
      const data = new TextEncoder().encode("to be signed");
      const publicKey = await importX509(pemOf(made.cer), "PS256");
      const signature = new Uint8Array(await signer.sign(data));
      expect(await crypto.subtle.verify({ name: "RSA-PSS", saltLength: 32 }, publicKey, signature, data)).toBe(true);
      const der = Uint8Array.from(atob(made.cer), (character) => character.charCodeAt(0));
      const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", der));
      const x5tS256 = btoa(String.fromCharCode(...digest))
        .replaceAll("+", "-")
        .replaceAll("/", "_")
        .replace(/=+$/, "");
      expect(signer).toMatchObject({ alg: "PS256", mode: "remote", x5tS256 });
    },
  },
  {
    ...here,
    id: "key-vault.remote.token",
    rule: "With remote signing a token costs one signature in the vault, and the key is never read.",
    spec: `RFC 7523 §2.2; ${sign}`,
    async run(world) {
      const { app } = await appOnVault(world, mayReadAndSign);
      const signer = await signerOnVault(world, app, "remote");
      const requests = await world.during(async () => {
        const claims = claimsOf(await tokenOf(byCertificate(world, app, signer)));
        expect(claims).toMatchObject({ appid: app.clientId, appidacr: "2" });
      });
      const atVault = requests.filter(({ surface }) => surface === "vault").map(({ url }) => new URL(url).pathname);
      expect(atVault).toEqual([expect.stringMatching(/^\/keys\/app\/\w+\/sign$/)]);
      expect(await world.violations()).toEqual([]);
    },
  },
  {
    ...here,
    id: "key-vault.exported.pem",
    rule: "An exportable certificate's PEM signs here: after the export the vault is not asked again.",
    spec: `RFC 7523 §2.2; ${export_}`,
    async run(world) {
      const { app } = await appOnVault(world, mayExport, true);
      const signer = await signerOnVault(world, app, "exported");
      expect(signer.mode).toBe("exported");
      const requests = await world.during(async () => {
        expect(claimsOf(await tokenOf(byCertificate(world, app, signer)))["appidacr"]).toBe("2");
      });
      expect(requests.map(({ surface }) => surface)).toEqual(["entra"]);
    },
  },
  {
    ...here,
    id: "key-vault.exported.refused",
    rule: "A key that cannot leave the vault is an unsupported_content that points to remote signing, and no secret is read.",
    spec: export_,
    async run(world) {
      const { app } = await appOnVault(world, [...mayReadAndSign, ...mayExport]);
      const requests = await world.during(async () => {
        const error = await rejectionOf(signerOnVault(world, app, "exported"));
        expect(KeyVaultError.isInstance(error)).toBe(true);
        expect(error).toMatchObject({ code: "unsupported_content" });
        expect(error).toHaveProperty("remedy", expect.stringContaining('mode: "remote"'));
      });
      expect(requests.filter(({ url }) => url.includes("/secrets/"))).toEqual([]);
    },
  },
  {
    ...here,
    id: "key-vault.exported.pfx",
    rule: "A PFX is refused by the neutral entry with the name of the entry that opens it.",
    spec: "RFC 7292; learn.microsoft.com/azure/key-vault/certificates/about-certificates#certificate-policy",
    async run(world) {
      const { vaultUrl } = world.tenant;
      await world.makeCertificate("pfx", { exportable: true, contentType: "application/x-pkcs12" });
      const app = await world.register();
      await world.allowOnVault(app.servicePrincipalId, "Key Vault Certificate User");
      const options = { vaultUrl, certificateName: "pfx", credential: bySecret(world, app), mode: "exported" } as const;
      const error = await rejectionOf(keyVaultSigner(options));
      expect(error).toMatchObject({ code: "unsupported_content" });
      expect(error).toHaveProperty("remedy", expect.stringContaining("@entrakit/kv-cert/node"));
    },
  },
  {
    ...here,
    id: "key-vault.auto",
    rule: "auto signs remotely where the caller may, and exports the key where it may do that alone.",
    spec: "learn.microsoft.com/azure/key-vault/general/rbac-guide",
    async run(world) {
      const { app } = await appOnVault(world, mayExport, true);
      expect((await signerOnVault(world, app, "auto")).mode).toBe("exported");
      for (const role of mayReadAndSign) await world.allowOnVault(app.servicePrincipalId, role);
      expect((await signerOnVault(world, app, "auto")).mode).toBe("remote");
    },
  },
  {
    ...here,
    id: "key-vault.version.disabled",
    rule: "A version that is switched off is not signed with, though it is the newest; where all are off there is no signer.",
    spec: "learn.microsoft.com/azure/key-vault/certificates/about-certificates#certificate-attributes",
    async run(world) {
      const { app, made } = await appOnVault(world, mayReadAndSign);
      const newer = await world.makeCertificate("app");
      expect((await signerOnVault(world, app, "remote")).version).toBe(newer.version);
      await world.disableCertificate(newer);
      expect((await signerOnVault(world, app, "remote")).version).toBe(made.version);
      await world.disableCertificate(made);
      expect(await rejectionOf(signerOnVault(world, app, "remote"))).toMatchObject({ code: "no_usable_version" });
    },
  },
  {
    ...here,
    id: "key-vault.version.rotation",
    rule: "A new version in the vault that is not on the app registration ends in AADSTS700027; the pinned old one still signs.",
    spec: "learn.microsoft.com/azure/key-vault/certificates/tutorial-rotate-certificates",
    async run(world) {
      const { vaultUrl } = world.tenant;
      const { app, made } = await appOnVault(world, mayReadAndSign);
      await world.makeCertificate("app");
      const newest = byCertificate(world, app, await signerOnVault(world, app, "remote"));
      expect(await rejectionOf(tokenOf(newest))).toMatchObject({ code: "credential_error", aadsts: [700027] });
      const credential = bySecret(world, app);
      const pinned = { vaultUrl, certificateName: "app", version: made.version, credential, mode: "remote" } as const;
      const requests = await world.during(async () => {
        expect(await tokenOf(byCertificate(world, app, await keyVaultSigner(pinned)))).toMatch(/^ey/);
      });
      expect(requests.filter(isTokenRequest).map(({ status }) => status)).toEqual([200, 200]);
    },
  },
];
