import type { AssertionSigner } from "@entrakit/auth-core";

import type { VaultCertificate } from "./certificate.ts";
import { decodeBase64, encodeBase64url } from "./internal/base64.ts";
import { textAt } from "./internal/json.ts";
import { KeyVaultError } from "./key-vault-error.ts";
import type { VaultClient } from "./vault-client.ts";

/** Signs in the vault: what goes there is the SHA-256 of the data, what comes back is the signature. */
export function remoteSigner(client: VaultClient, certificate: VaultCertificate): AssertionSigner["sign"] {
  const path = `${new URL(certificate.keyId).pathname}/sign`;
  return async (data) => {
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", new Uint8Array(data)));
    const body = { alg: "PS256", value: encodeBase64url(digest) };
    const answer = await client.call({ method: "POST", path, body, what: `signing with key ${certificate.name}` });
    const signature = decodeBase64(textAt(answer.body, "value") ?? "");
    if (signature !== undefined && signature.length >= 256) return signature;
    throw new KeyVaultError({
      code: "invalid_response",
      message: "Key Vault's answer holds no RSA signature.",
      remedy: "Check the vault's address, and that nothing stands between this machine and the vault.",
    });
  };
}
