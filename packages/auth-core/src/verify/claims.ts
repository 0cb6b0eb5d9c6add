import { VerifyError } from "./verify-error.ts";

/** What a verified access token says, with the names of its two versions made one. */
export interface AccessTokenClaims {
  /** Tenant that issued the token. */
  readonly tid: string;
  /** Object id of the user or of the app's service principal. */
  readonly oid: string | undefined;
  /** Names the user or app to this API alone. */
  readonly sub: string;
  /** The app that asked for the token: `azp` in version 2 tokens, `appid` in version 1. */
  readonly clientId: string;
  /** App roles: application permissions of an app, or roles assigned to a user. */
  readonly roles: readonly string[];
  /** Delegated permissions, from `scp`; empty for an app-only token. */
  readonly scopes: readonly string[];
  /** Whether an app acts for itself or for a user: from `idtyp`, or from the presence of `scp`. */
  readonly idtyp: "app" | "user";
  readonly version: "1.0" | "2.0";
  readonly audience: string;
  /** Milliseconds since the epoch. */
  readonly expiresOn: number;
  /** Every claim as it was written. */
  readonly all: Readonly<Record<string, unknown>>;
}

function text(all: Readonly<Record<string, unknown>>, name: string): string | undefined {
  const value = all[name];
  return typeof value === "string" && value !== "" ? value : undefined;
}

function required(all: Readonly<Record<string, unknown>>, name: string): string {
  const value = text(all, name);
  if (value === undefined) throw new VerifyError("malformed", `The token has no ${name} claim.`);
  return value;
}

/** Reads the claims of a token whose signature and times were checked. */
export function readClaims(all: Readonly<Record<string, unknown>>, audience: string): AccessTokenClaims {
  const version = required(all, "ver");
  if (version !== "1.0" && version !== "2.0")
    throw new VerifyError("malformed", "The token's version is neither 1.0 nor 2.0.");
  const scopes = text(all, "scp")?.split(" ") ?? [];
  const roles = Array.isArray(all["roles"])
    ? all["roles"].filter((role): role is string => typeof role === "string")
    : [];
  const exp = all["exp"];
  return {
    tid: required(all, "tid").toLowerCase(),
    oid: text(all, "oid"),
    sub: required(all, "sub"),
    clientId: required(all, version === "2.0" ? "azp" : "appid").toLowerCase(),
    roles,
    scopes,
    idtyp: text(all, "idtyp") === "app" || (text(all, "idtyp") === undefined && scopes.length === 0) ? "app" : "user",
    version,
    audience,
    expiresOn: typeof exp === "number" ? exp * 1000 : 0,
    all,
  };
}
