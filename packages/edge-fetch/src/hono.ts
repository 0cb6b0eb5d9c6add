import {
  createVerifier,
  type AccessTokenClaims,
  type Verifier,
  VerifyError,
  type VerifierOptions,
} from "@entrakit/auth-core/verify";
import type { MiddlewareHandler } from "hono";

export { allowEmulated, type AccessTokenClaims, type VerifierOptions } from "@entrakit/auth-core/verify";

/** Which bearer tokens a route accepts. */
export interface EntraBearerOptions extends VerifierOptions {
  /** App roles of which the token must hold one; a user's token may hold one of `scopes` instead. */
  readonly roles?: readonly string[] | undefined;
  /** Delegated permissions of which the token must hold one; an app's token may hold one of `roles` instead. */
  readonly scopes?: readonly string[] | undefined;
}

/** What `c.get("entra")` gives behind the middleware: the verified token's claims. */
export interface EntraVariables {
  entra: AccessTokenClaims;
}

/**
 * Guards Hono routes with Microsoft Entra access tokens.
 *
 * Without a token, or with one that does not verify, the answer is 401; with a verified one that holds none of the
 * roles and scopes, 403; each with `WWW-Authenticate`. Where the tenant's keys cannot be fetched it is 503. The keys
 * are fetched by the first request and kept for those after it; on workerd, requests that arrive together before there
 * are keys may each fetch them, as one request must not wait for another's.
 *
 * @param options the options, or a function from the Worker's bindings to them, called at the first request
 * @throws {ConfigurationError} where an option is missing or malformed: at once, or at the first request
 *
 * Source: RFC 6750 §3; learn.microsoft.com/entra/identity-platform/claims-validation.
 *
 * @example
 * app.use("/users", entraBearer({ tenantId, audience: clientId, roles: ["Users.Read"] }));
 */
export function entraBearer<Bindings extends object = object>(
  options: EntraBearerOptions | ((bindings: Bindings) => EntraBearerOptions),
): MiddlewareHandler<{ Bindings: Bindings; Variables: EntraVariables }> {
  let guard = typeof options === "function" ? undefined : createGuard(options);
  return async (context, next) => {
    guard ??= typeof options === "function" ? createGuard(options(context.env)) : createGuard(options);
    const admitted = await guard(context.req.header("authorization"));
    if (admitted instanceof Response) return admitted;
    context.set("entra", admitted);
    await next();
    return undefined;
  };
}

type Guard = (authorization: string | undefined) => Promise<AccessTokenClaims | Response>;

function createGuard(options: EntraBearerOptions): Guard {
  const verify = createVerifier(options);
  return async (authorization) => {
    const token = /^Bearer +([\w.~+/-]+=*) *$/i.exec(authorization ?? "")?.[1];
    if (token === undefined) return refusal(401, "Bearer", "A bearer token is required.");
    const claims = await claimsOf(verify, token);
    return claims instanceof Response || isAllowed(claims, options) ? claims : forbidden(options);
  };
}

async function claimsOf(verify: Verifier, token: string): Promise<AccessTokenClaims | Response> {
  try {
    return await verify(token);
  } catch (error) {
    if (!VerifyError.isInstance(error)) throw error;
    if (error.code === "keys_unavailable") return refusal(503, undefined, error.message);
    return refusal(401, 'Bearer error="invalid_token"', `${error.message} ${error.remedy}`);
  }
}

function isAllowed(claims: AccessTokenClaims, { roles, scopes }: EntraBearerOptions): boolean {
  if (roles === undefined && scopes === undefined) return true;
  return holdsOne(claims.roles, roles) || holdsOne(claims.scopes, scopes);
}

function holdsOne(held: readonly string[], wanted: readonly string[] = []): boolean {
  return wanted.some((name) => held.includes(name));
}

function forbidden({ roles = [], scopes = [] }: EntraBearerOptions): Response {
  const needed = [
    ...(roles.length > 0 ? [`one of the app roles ${roles.join(", ")}`] : []),
    ...(scopes.length > 0 ? [`one of the scopes ${scopes.join(", ")}`] : []),
  ];
  const challenge = `Bearer error="insufficient_scope"${scopes.length > 0 ? `, scope="${scopes.join(" ")}"` : ""}`;
  return refusal(403, challenge, `The token needs ${needed.join(" or ") || "a role that nobody has"}.`);
}

function refusal(status: 401 | 403 | 503, challenge: string | undefined, description: string): Response {
  const error = /error="(\w+)"/.exec(challenge ?? "")?.[1];
  const said = error === undefined ? "" : `, error_description="${description.replaceAll(/["\\]/g, "'")}"`;
  const headers = challenge === undefined ? {} : { "www-authenticate": `${challenge}${said}` };
  return Response.json(
    { error: error ?? (status === 401 ? "unauthorized" : "temporarily_unavailable"), error_description: description },
    { status, headers },
  );
}
