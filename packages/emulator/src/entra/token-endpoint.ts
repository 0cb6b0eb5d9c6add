import type { Tenant } from "../tenant.ts";
import { entraJson, refusalResponse } from "./answer.ts";
import { type Form, formOf, readForm } from "./form.ts";
import { type TokenResponse, authorizationCode, clientCredentials, refresh } from "./grants.ts";
import { malformedRequest, unsupportedGrant } from "./refusals.ts";

const grants: ReadonlyMap<string, (tenant: Tenant, form: Form) => Promise<TokenResponse>> = new Map([
  ["client_credentials", clientCredentials],
  ["authorization_code", authorizationCode],
  ["refresh_token", refresh],
]);

/** A client may show its id and secret in the Authorization header, each form-encoded (RFC 6749 section 2.3.1). */
function basicCredentials(header: string | null): [string, string][] {
  const encoded = /^Basic +(\S+)$/i.exec(header ?? "")?.[1];
  if (encoded === undefined) return [];
  try {
    const [id = "", secret = ""] = atob(encoded).split(":").map(decodeURIComponent);
    return [
      ["client_id", id],
      ["client_secret", secret],
    ];
  } catch {
    throw malformedRequest();
  }
}

async function formOfRequest(request: Request): Promise<Form> {
  const form = await readForm(request);
  const basic = formOf(basicCredentials(request.headers.get("authorization")));
  const get = (name: string): string | undefined => basic.get(name) ?? form.get(name);
  return { get, require: (name) => get(name) ?? form.require(name) };
}

/** `POST /{tenant}/oauth2/v2.0/token`. */
export async function answerToken(tenant: Tenant, request: Request): Promise<Response> {
  try {
    const form = await formOfRequest(request);
    const grantType = form.require("grant_type");
    const grant = grants.get(grantType);
    if (grant === undefined) throw unsupportedGrant(grantType);
    return entraJson(tenant, request, 200, await grant(tenant, form));
  } catch (error) {
    return refusalResponse(tenant, request, error);
  }
}
