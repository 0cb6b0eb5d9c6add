import { authenticate } from "../entra/authenticate.ts";
import type { Authentication } from "../entra/claims.ts";
import type { Surface } from "../surface.ts";
import type { Tenant } from "../tenant.ts";
import { ArmError, armErrorResponse } from "./answer.ts";
import type { ArmCall } from "./call.ts";
import {
  getResource,
  getResourceGroups,
  getSubscription,
  listGenericResources,
  listResources,
  listSubscriptions,
} from "./resources.ts";
import { handleRoleAssignments } from "./role-assignments.ts";
import { getRoleDefinitions } from "./role-definitions.ts";

const audiences = [
  "https://management.azure.com",
  "https://management.azure.com/",
  "https://management.core.windows.net",
  "https://management.core.windows.net/",
] as const;

type Failure = Extract<Authentication, { ok: false }>;

const refusals: Readonly<Record<Failure["reason"], { readonly code: string; readonly message: string }>> = {
  missing: { code: "AuthenticationFailed", message: "Authentication failed. The 'Authorization' header is missing." },
  malformed: { code: "InvalidAuthenticationToken", message: "The access token is invalid." },
  signature: { code: "InvalidAuthenticationToken", message: "The access token is invalid." },
  expired: { code: "ExpiredAuthenticationToken", message: "The access token has expired." },
  audience: {
    code: "InvalidAuthenticationTokenAudience",
    message: `The access token has been obtained for wrong audience or resource. It should exactly match with one of the allowed audiences ${audiences.map((audience) => `'${audience}'`).join(",")}.`,
  },
};

/** Resource Manager's words for a token that it does not take. */
function unauthorized(tenant: Tenant, failure: Failure): ArmError {
  const { code, message } = refusals[failure.reason];
  const challenge = `Bearer authorization_uri="https://login.microsoftonline.com/${tenant.tenantId}", error="invalid_token", error_description="${message}"`;
  return new ArmError(401, code, message, { "www-authenticate": challenge });
}

/** The version's own date decides nothing here: the tenant answers in one shape. But one must be given. */
function checkApiVersion(url: URL): void {
  const version = url.searchParams.get("api-version") ?? "";
  if (version === "") {
    throw new ArmError(
      400,
      "MissingApiVersionParameter",
      "The api-version query parameter (?api-version=) is required for all requests.",
    );
  }
  if (!/^\d{4}-\d{2}-\d{2}(-preview)?$/.test(version)) {
    throw new ArmError(400, "InvalidApiVersionParameter", `The api-version '${version}' is invalid.`);
  }
}

function decodePath(url: URL): string {
  try {
    return `/${url.pathname
      .split("/")
      .filter((segment) => segment !== "")
      .map(decodeURIComponent)
      .join("/")}`;
  } catch {
    throw new ArmError(400, "InvalidRequestUri", "The request URI is not valid.");
  }
}

function routeResources(call: ArmCall): Response {
  if (call.request.method !== "GET") {
    throw new ArmError(
      501,
      "NotImplemented",
      "The emulator does not create, change or delete Azure resources; it holds those of its seed.",
    );
  }
  const segments = call.scope.split("/").slice(1);
  const [root = "", subscriptionId, collection = "", name] = segments;
  if (root.toLowerCase() === "subscriptions") {
    if (subscriptionId === undefined) return listSubscriptions(call);
    if (segments.length === 2) return getSubscription(call, subscriptionId);
    const kind = collection.toLowerCase();
    if (kind === "resourcegroups" && segments.length <= 4) {
      const under = name === undefined ? `/subscriptions/${subscriptionId}` : call.scope;
      return getResourceGroups({ ...call, scope: under }, name);
    }
    if (segments.at(-1)?.toLowerCase() === "resources") {
      return listGenericResources({ ...call, scope: call.scope.replace(/\/resources$/i, "") });
    }
    const collectionOfType = /^(.*)\/providers\/([^/]+\/[^/]+)$/i.exec(call.scope);
    if (collectionOfType !== null) return listResources(call, collectionOfType[2] ?? "", collectionOfType[1] ?? "");
    if (/\/providers\/[^/]+\/[^/]+\/[^/]+$/i.test(call.scope)) return getResource(call);
  }
  throw new ArmError(404, "NotFound", `The emulator has no resource at '${call.scope}'.`);
}

async function route(tenant: Tenant, request: Request): Promise<Response> {
  const url = new URL(request.url);
  checkApiVersion(url);
  const path = decodePath(url);
  const authentication = await authenticate(tenant, request, audiences);
  if (!authentication.ok) throw unauthorized(tenant, authentication);
  const call: ArmCall = { tenant, request, url, claims: authentication.claims, scope: path };
  const authorization =
    /^(.*)\/providers\/Microsoft\.Authorization\/(roleDefinitions|roleAssignments)(?:\/([^/]+))?$/i.exec(path);
  if (authorization === null) return routeResources(call);
  const [, scope = "", kind = "", name] = authorization;
  const scoped = { ...call, scope: scope === "" ? "/" : scope };
  if (kind.toLowerCase() === "roleassignments") return handleRoleAssignments(scoped, name);
  if (request.method === "GET") return getRoleDefinitions(scoped, name);
  throw new ArmError(501, "NotImplemented", "The emulator has built-in roles only; custom ones cannot be made.");
}

/** Azure Resource Manager: subscriptions, resource groups, the seed's resources, roles and their assignments. */
export const armSurface: Surface = {
  name: "arm",
  owns: (hostname) => hostname === "management.azure.com",
  async handle(request, tenant) {
    try {
      return await route(tenant, request);
    } catch (error) {
      if (error instanceof ArmError) return armErrorResponse(error);
      throw error;
    }
  },
};
