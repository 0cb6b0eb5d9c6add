import { allows } from "../arm/allows.ts";
import { authenticate } from "../entra/authenticate.ts";
import type { Tenant } from "../tenant.ts";
import { gatewayError } from "./answer.ts";
import type { OpenAIAccount } from "./state.ts";

const audiences = [
  "https://cognitiveservices.azure.com",
  "https://cognitiveservices.azure.com/",
  "https://ai.azure.com",
  "https://ai.azure.com/",
  "7d312290-28c8-473c-a0ed-8e53749b6d6d",
  "18a66f5f-dbdf-4c17-9dd7-1634712a9cbe",
] as const;

/** What a request wants to do, in Azure's words. */
export interface Operation {
  /** Below `Microsoft.CognitiveServices/accounts/OpenAI/`. */
  readonly action: string;
  /** `POST /openai/v1/responses`: how a denial names the call. */
  readonly call: string;
}

function wrongKey(): Response {
  const message =
    "Access denied due to invalid subscription key or wrong API endpoint. Make sure to provide a valid key for an active subscription and use a correct regional API endpoint for your resource.";
  return gatewayError(401, "401", message);
}

function wrongToken(): Response {
  const message =
    "Unauthorized. Access token is missing, invalid, audience is incorrect (https://cognitiveservices.azure.com), or have expired.";
  return Response.json({ statusCode: 401, message }, { status: 401 });
}

/** Without the role, Azure answers 401, not 403. */
function denied(principalId: string, { action, call }: Operation): Response {
  const message = `The principal \`${principalId}\` lacks the required data action \`${dataAction(action)}\` to perform \`${call}\` operation.`;
  return gatewayError(401, "PermissionDenied", message);
}

function dataAction(action: string): string {
  return `Microsoft.CognitiveServices/accounts/OpenAI/${action}`;
}

function keysAreDisabled(tenant: Tenant, account: OpenAIAccount): boolean {
  return tenant.arm.resources.get(account.resourceId.toLowerCase())?.properties["disableLocalAuth"] === true;
}

function checkKey(tenant: Tenant, account: OpenAIAccount, key: string): Response | undefined {
  if (!account.keys.includes(key)) return wrongKey();
  if (!keysAreDisabled(tenant, account)) return undefined;
  return gatewayError(403, "AuthenticationTypeDisabled", "Key based authentication is disabled for this resource.");
}

/**
 * The refusal of a request that may not do an operation; undefined when it may: by `api-key`, by the same key as a bearer
 * (what OpenAI's own client sends on `/openai/v1`), or by a token whose principal has the data action.
 */
export async function refuse(
  tenant: Tenant,
  request: Request,
  account: OpenAIAccount,
  operation: Operation,
): Promise<Response | undefined> {
  const key = request.headers.get("api-key");
  if (key !== null) return checkKey(tenant, account, key);
  const bearer = /^Bearer +(\S+)$/i.exec(request.headers.get("authorization") ?? "")?.[1];
  if (bearer !== undefined && account.keys.includes(bearer)) return checkKey(tenant, account, bearer);
  const authentication = await authenticate(tenant, request, audiences);
  if (!authentication.ok) return wrongToken();
  const { oid } = authentication.claims;
  return allows(tenant, oid, account.resourceId, dataAction(operation.action), "dataActions")
    ? undefined
    : denied(oid, operation);
}
