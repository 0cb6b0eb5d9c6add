import { EntraError } from "./entra-error.ts";
import { isRecord, parseJson, textOf } from "./internal/json.ts";
import { Secret } from "./secret.ts";

/** A token endpoint's good answer, checked. */
export interface TokenAnswer {
  readonly accessToken: string;
  /** Seconds. */
  readonly expiresIn: number;
  /** Seconds, where the server names them. */
  readonly refreshIn: number | undefined;
  readonly refreshToken: Secret | undefined;
  readonly idToken: string | undefined;
  /** The scopes that the token is for, where the server names them. */
  readonly scope: string | undefined;
  /** When the request went out, in milliseconds since the epoch: the life is counted from here. */
  readonly requestedAt: number;
}

/** No token lives longer; a larger number is a mistake, not a life. */
const longestLife = 31 * 24 * 3600;

function invalid(what: string, status: number): EntraError {
  return new EntraError({ code: "invalid_response", message: `The token endpoint's answer ${what}.`, status });
}

/** Seconds as a number or as its numeral, which some authorities send. */
function secondsOf(value: unknown): number {
  if (typeof value === "string" && /^\d+$/.test(value)) return Number(value);
  return typeof value === "number" ? value : NaN;
}

/**
 * Reads a token endpoint's answer with status 200.
 *
 * @throws {EntraError} `invalid_response` where it is not JSON, has no token, another type than Bearer, or no sensible life
 */
export function parseTokenAnswer(text: string, status: number, requestedAt: number): TokenAnswer {
  const body = parseJson(text);
  if (!isRecord(body)) throw invalid("is not a JSON object", status);
  const accessToken = textOf(body["access_token"]);
  if (accessToken === undefined) throw invalid("holds no access_token", status);
  const type = textOf(body["token_type"]);
  if (type?.toLowerCase() !== "bearer") throw invalid("has another token_type than Bearer", status);
  const expiresIn = secondsOf(body["expires_in"]);
  if (!(expiresIn > 0 && expiresIn <= longestLife)) throw invalid("has no sensible expires_in", status);
  const refreshIn = secondsOf(body["refresh_in"]);
  const refreshToken = textOf(body["refresh_token"]);
  return {
    accessToken,
    expiresIn,
    refreshIn: refreshIn > 0 && refreshIn < expiresIn ? refreshIn : undefined,
    refreshToken: refreshToken === undefined ? undefined : new Secret(refreshToken),
    idToken: textOf(body["id_token"]),
    scope: textOf(body["scope"]),
    requestedAt,
  };
}
