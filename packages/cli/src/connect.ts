import type { TokenCredential } from "@entrakit/auth-core";
import { customFetch, type Fetch, timeOf, type TimeSource, timeSource } from "@entrakit/auth-core/transport";
import { createEdgeFetch } from "@entrakit/edge-fetch";
import { createGraph, type DeclaredPermissions, type Graph, GraphError } from "@entrakit/graph-kit";
import { clouds } from "@entrakit/scopes";

import { CliError, type CliErrorCode } from "./errors.ts";
import { inTenant } from "./in-tenant.ts";
import { isObject } from "./json.ts";
import { createService, type Service } from "./service.ts";
import type { Target } from "./target.ts";
import { type CertificateVault, certificateVault } from "./vault.ts";

/** Who connects, and how. */
export interface ConnectOptions {
  readonly credential: TokenCredential;
  readonly signal?: AbortSignal;
  readonly [customFetch]?: Fetch | undefined;
  readonly [timeSource]?: TimeSource | undefined;
}

const needed = [
  "Application.ReadWrite.All",
  "AppRoleAssignment.ReadWrite.All",
  "DelegatedPermissionGrant.ReadWrite.All",
] as const;

/** The services that provisioning talks to, each with its own token and bound to its own host. */
export function connect(
  target: Target,
  options: ConnectOptions,
): { graph: Service; arm: Service; vault: CertificateVault } {
  const { signal } = options;
  const shared = {
    credential: inTenant(options.credential, target.tenantId),
    cloud: target.cloud,
    [customFetch]: options[customFetch],
    [timeSource]: timeOf(options),
  };
  return {
    graph: graphService(createGraph({ ...shared, permissions: { application: needed } }), signal),
    arm: createService({
      name: "Azure Resource Manager",
      base: clouds[target.cloud].audiences.resourceManager,
      fetch: createEdgeFetch({ ...shared, resource: "resourceManager" }),
      needs: "Role assignments need Owner or User Access Administrator on the resource; Contributor is not enough.",
      ...(signal !== undefined && { signal }),
    }),
    vault: certificateVault(target, { ...shared, ...(signal !== undefined && { signal }) }),
  };
}

function graphService(client: Pick<Graph<DeclaredPermissions>, "request">, signal: AbortSignal | undefined): Service {
  return async ({ method, path, headers, body }) => {
    try {
      const answer = await client.request(method, path, {
        ...(headers && { headers }),
        ...(body && { body }),
        ...(signal && { signal }),
      });
      return isObject(answer) ? answer : {};
    } catch (error) {
      throw GraphError.isInstance(error) ? refusal(error) : error;
    }
  };
}

const remedies: Partial<Record<CliErrorCode, string>> = {
  access_denied: `An app needs ${needed.join(", ")}; a person needs the roles Application Administrator and Privileged Role Administrator.`,
  not_found: "Check the name, and that it is in this tenant.",
  service_unavailable: "Run the same command again in a few minutes; what is done is kept.",
};

function refusal(error: GraphError): CliError {
  const code = codeOf(error);
  const { remedy, status, requestId } = error;
  return new CliError({
    code,
    message:
      remedy !== undefined && error.message.endsWith(remedy)
        ? error.message.slice(0, -remedy.length).trimEnd()
        : error.message,
    remedy: remedies[code] ?? remedy ?? "Correct what the message names, then run the same command again.",
    serviceCode: error.code,
    ...(status !== undefined && { status }),
    ...(requestId !== undefined && { requestId }),
    cause: error,
  });
}

function codeOf({ kind }: GraphError): CliErrorCode {
  switch (kind) {
    case "unauthenticated":
    case "forbidden":
      return "access_denied";
    case "not_found":
      return "not_found";
    case "throttled":
    case "unavailable":
      return "service_unavailable";
    default:
      return "service_refused";
  }
}
