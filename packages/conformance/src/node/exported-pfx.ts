import { keyVaultSigner } from "@entrakit/kv-cert/node";
import { expect } from "vitest";

import { byCertificate, bySecret, tokenOf } from "../credentials.ts";
import { claimsOf } from "../rest.ts";
import type { World } from "../world.ts";

/** Gets a token with the key of a PFX that the vault exported. */
export async function signWithPfx(world: World): Promise<void> {
  const { cer } = await world.makeCertificate("pfx", { exportable: true, contentType: "application/x-pkcs12" });
  const app = await world.register({ certificate: cer });
  await world.allowOnVault(app.servicePrincipalId, "Key Vault Certificate User");
  const { vaultUrl } = world.tenant;
  const credential = bySecret(world, app);
  const signer = await keyVaultSigner({ vaultUrl, certificateName: "pfx", credential, mode: "exported" });
  expect(claimsOf(await tokenOf(byCertificate(world, app, signer)))).toMatchObject({ appidacr: "2" });
}
