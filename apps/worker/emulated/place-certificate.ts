import type { TokenCredential } from "@entrakit/auth-core";
import type { Tenant } from "@entrakit/emulator";
import { exportCertificate } from "@entrakit/kv-cert/node";

/** What `CLIENT_CERTIFICATE` is to hold, as `entrakit emit worker-key` prints it. The caller must be one who may read the key. */
export async function placedCertificate(
  tenant: Tenant,
  options: { readonly vaultUrl: string; readonly certificateName: string; readonly credential: TokenCredential },
): Promise<{ jwk: JsonWebKey; "x5t#S256": string }> {
  const { privateKey, x5tS256 } = await exportCertificate(options);
  const jwk: JsonWebKey = privateKey.export({ format: "jwk" });
  tenant.secrets.note("private-key", String(jwk.d));
  return { jwk, "x5t#S256": x5tS256 };
}
