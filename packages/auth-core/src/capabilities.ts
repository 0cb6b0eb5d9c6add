import { refuseOption } from "./configuration-error.ts";
import { isRecord, parseJson } from "./internal/json.ts";

const cp1 = { values: ["cp1"] };

/**
 * The `claims` parameter of a token request: a challenge passed on byte by byte, or, for a client that can answer challenges, with
 * the capability `cp1` in it.
 *
 * Source: learn.microsoft.com/entra/identity-platform/claims-challenge.
 *
 * @throws {ConfigurationError} where the challenge is not a JSON object
 */
export function claimsParameter(claims: string | undefined, enableCae: boolean): string | undefined {
  if (claims === undefined) return enableCae ? JSON.stringify({ access_token: { xms_cc: cp1 } }) : undefined;
  const parsed = parseJson(claims);
  if (!isRecord(parsed)) {
    return refuseOption(
      "claims",
      "claims is not a JSON object.",
      "Pass the decoded claims of the challenge, not its base64 form.",
    );
  }
  if (!enableCae) return claims;
  const accessToken = isRecord(parsed["access_token"]) ? parsed["access_token"] : {};
  return JSON.stringify({ ...parsed, access_token: { ...accessToken, xms_cc: cp1 } });
}
