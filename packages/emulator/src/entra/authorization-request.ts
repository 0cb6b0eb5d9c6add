import type { Tenant } from "../tenant.ts";
import { type Client, findClient } from "./client.ts";
import { formOf } from "./form.ts";
import { readChallenge } from "./pkce.ts";
import { scopeInvalid } from "./refusals.ts";
import { redirectMissing, redirectUnregistered, unsupportedResponse } from "./sign-in-refusals.ts";
import { type WantedScopes, delegatedScopes } from "./scopes.ts";
import type { AuthorizationCode } from "./state.ts";

/** Where the answer of the sign-in page goes; known before the rest of the request is trusted. */
export interface ReturnPath {
  readonly client: Client;
  readonly redirectUri: string;
  readonly mode: "query" | "form_post";
  readonly state: string | undefined;
}

/** A request to the sign-in page (RFC 6749 section 4.1.1, OpenID Connect Core section 3.1.2.1). */
export interface AuthorizationRequest {
  readonly wanted: WantedScopes;
  readonly scopes: readonly string[];
  readonly challenge: AuthorizationCode["challenge"];
  readonly nonce: string | null;
  readonly loginHint: string | undefined;
  /** `none` shows no page, `consent` asks again. */
  readonly prompt: string | undefined;
}

const loopback: ReadonlySet<string> = new Set(["localhost", "127.0.0.1", "[::1]"]);

function withoutPort(uri: string): string {
  const url = new URL(uri);
  if (url.protocol === "http:" && loopback.has(url.hostname)) url.port = "";
  return url.href;
}

/** Loopback addresses match with any port (RFC 8252 section 7.3); all others must be equal. */
function isRegistered({ application }: Client, redirectUri: string): boolean {
  if (!URL.canParse(redirectUri)) return false;
  return [...application.publicClientRedirectUris, ...application.webRedirectUris].some(
    (registered) => registered === redirectUri || withoutPort(registered) === withoutPort(redirectUri),
  );
}

/**
 * The client and the address that the answer goes to. What is wrong here is shown on a page, as nobody may be redirected.
 *
 * @throws {Refusal} AADSTS900144, 700016, 900971 or 50011.
 */
export function readReturnPath(tenant: Tenant, parameters: URLSearchParams): ReturnPath {
  const form = formOf(parameters);
  const client = findClient(tenant, form.require("client_id"));
  const redirectUri = form.get("redirect_uri");
  if (redirectUri === undefined) throw redirectMissing();
  if (!isRegistered(client, redirectUri)) throw redirectUnregistered(redirectUri, client.application.appId);
  const mode = form.get("response_mode") === "form_post" ? "form_post" : "query";
  return { client, redirectUri, mode, state: form.get("state") };
}

/**
 * The rest of the request. What is wrong here goes back to the client.
 *
 * @throws {Refusal} AADSTS700051, 50147, 70011, 28000 or 500011.
 */
export function readAuthorizationRequest(tenant: Tenant, parameters: URLSearchParams): AuthorizationRequest {
  const form = formOf(parameters);
  const responseType = form.require("response_type");
  if (responseType !== "code") throw unsupportedResponse(responseType);
  const scopes =
    form
      .get("scope")
      ?.split(" ")
      .filter((scope) => scope !== "") ?? [];
  if (scopes.length === 0) throw scopeInvalid("");
  return {
    wanted: delegatedScopes(tenant, scopes),
    scopes,
    challenge: readChallenge(form.get("code_challenge"), form.get("code_challenge_method")),
    nonce: form.get("nonce") ?? null,
    loginHint: form.get("login_hint"),
    prompt: form.get("prompt"),
  };
}
