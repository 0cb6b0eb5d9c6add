import { keyVaultSigner, type KeyVaultSigner, type KeyVaultSignerOptions } from "@entrakit/kv-cert";
import { constants, randomUUID, verify } from "node:crypto";

import type { TestCertificate } from "./certificate.ts";
import { fakeVault, type FakeVersion, type Override, rsa } from "./fake-vault.ts";

export const newest: FakeVersion = { version: "v2", made: rsa };

/** A vault, and what makes a signer of its certificate. */
export function setUp(versions: readonly FakeVersion[] = [newest], override?: Override) {
  const vault = fakeVault(versions, override);
  const make = (options: Partial<KeyVaultSignerOptions> = {}): Promise<KeyVaultSigner> =>
    keyVaultSigner({ ...vault.options, certificateName: "app", mode: "remote", ...options });
  return { ...vault, make };
}

/** Whether a signature of the signer verifies with a certificate's key. */
export async function signsFor(signer: KeyVaultSigner, made: TestCertificate): Promise<boolean> {
  const data = new TextEncoder().encode(randomUUID());
  const key = { key: made.publicKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 };
  return verify("sha256", data, key, await signer.sign(data));
}
