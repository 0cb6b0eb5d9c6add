import { describe, expect, test } from "vitest";

import { vaultFailure } from "./support/fake-vault.ts";
import { newest, setUp } from "./support/signer.ts";

describe("a refusal of the vault", () => {
  const denial = (action: string): string =>
    `Caller is not authorized to perform action on resource.\r\nIf role assignments were changed recently, please observe propagation time.\r\nCaller: appid=x;oid=y;iss=https://sts.windows.net/z/\r\nAction: '${action}'\r\nResource: '/subscriptions/s/resourcegroups/r/providers/microsoft.keyvault/vaults/contoso/keys/app'\r\nAssignment: (not found)\r\nDecisionReason: 'DeniedWithNoValidRBAC' \r\nVault: contoso;location=westeurope\r\n`;

  test.each([
    ["Microsoft.KeyVault/vaults/keys/sign/action", "Key Vault Crypto User"],
    ["Microsoft.KeyVault/vaults/secrets/getSecret/action", "Key Vault Certificate User"],
    ["Microsoft.KeyVault/vaults/certificates/read", "Key Vault Reader"],
    ["Microsoft.KeyVault/vaults/certificates/create/action", "Key Vault Certificates Officer"],
  ])("of %s names the least role that would do: %s", async (action, role) => {
    const { make } = setUp([newest], () => vaultFailure(403, "Forbidden", denial(action), "ForbiddenByRbac"));
    await expect(make()).rejects.toEqual(
      expect.objectContaining({
        code: "forbidden",
        status: 403,
        wireCode: "ForbiddenByRbac",
        action,
        resource: "/subscriptions/s/resourcegroups/r/providers/microsoft.keyvault/vaults/contoso/keys/app",
        remedy: expect.stringContaining(`"${role}"`),
      }),
    );
  });

  test.each([
    [404, "CertificateNotFound", undefined, "not_found"],
    [403, "Forbidden", "ForbiddenByFirewall", "forbidden"],
    [400, "ForbiddenByRbac", undefined, "forbidden"],
    [403, "Forbidden", "SecretDisabled", "no_usable_version"],
    [400, "Malformed backup blob", undefined, "bad_request"],
    [409, "Conflict", undefined, "conflict"],
    [500, "InternalServerError", undefined, "service_unavailable"],
    [418, "Teapot", undefined, "invalid_response"],
  ])("with %i %s %s is %s", async (status, code, inner, expected) => {
    const { make } = setUp([newest], () => vaultFailure(status, code, "", inner));
    await expect(make()).rejects.toEqual(
      expect.objectContaining({ name: "KeyVaultError", code: expected, status, wireCode: inner ?? code }),
    );
  });

  test("of a form that nobody expected is still an error of ours", async () => {
    for (const body of ["<html>504</html>", "null", "[]", '{"error":"text"}', ""]) {
      const { make } = setUp([newest], () => new Response(body, { status: 500 }));
      await expect(make()).rejects.toEqual(expect.objectContaining({ code: "service_unavailable" }));
    }
  });
});
