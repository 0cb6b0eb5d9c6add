import { customFetch } from "@entrakit/auth-core/transport";
import { exportCertificate } from "@entrakit/kv-cert/node";

import { CliError } from "../errors.ts";
import type { Terminal } from "../terminal.ts";
import { checkTenantId, checkVault } from "../validate.ts";
import { text, type Values } from "./values.ts";

/**
 * `entrakit emit worker-key`: the certificate's private key in the form that a Worker is given, for a pipe.
 *
 * A Worker cannot read a PFX within its limits, so it gets the key as a JWK beside the certificate's thumbprint.
 */
export async function emitWorkerKey(args: Values, terminal: Terminal): Promise<number> {
  if (terminal.stdout.live) throw onScreen();
  const tenantId = checkTenantId(text(args, "tenant") || (terminal.env["AZURE_TENANT_ID"] ?? ""));
  const { url: vaultUrl } = checkVault(text(args, "vault"), "public");
  const certificateName = text(args, "certificate");
  const credential = await terminal.credentialFor(tenantId);
  const { signal } = terminal;
  const exported = await exportCertificate({
    vaultUrl,
    certificateName,
    credential,
    signal,
    [customFetch]: terminal[customFetch],
  });
  terminal.stderr.write(
    `The key of ${exported.certificateId}; the certificate ends on ${exported.expiresOn.toISOString()}.\n`,
  );
  const { kty, n, e, d, p, q, dp, dq, qi } = exported.privateKey.export({ format: "jwk" });
  terminal.stdout.write(
    `${JSON.stringify({ jwk: { kty, n, e, d, p, q, dp, dq, qi }, "x5t#S256": exported.x5tS256 })}\n`,
  );
  return 0;
}

function onScreen(): CliError {
  return new CliError({
    code: "invalid_option",
    message: "This prints a private key, and standard output is a terminal.",
    remedy:
      "Pipe it to the program that keeps it, e.g. into the clipboard for: npx wrangler secrets-store secret create",
  });
}
