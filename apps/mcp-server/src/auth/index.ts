import type { Credential } from "@entrakit/auth-core";
import { graphClientOptions } from "@entrakit/graph-kit/client";
import { Client } from "@microsoft/microsoft-graph-client";

import { readConfiguration } from "../configuration.ts";
import { appOnlyCredential } from "./app-only-client.ts";
import { delegatedCredential } from "./delegated-client.ts";

export { appOnlyCredential, getAppOnlyToken } from "./app-only-client.ts";
export { delegatedCredential, getDelegatedToken } from "./delegated-client.ts";
export { fetchCertificate } from "./kv-cert-provider.ts";

/** Who a Graph client acts as: the app itself, or the person who is signed in. */
export type GraphClientOptions =
  | { readonly mode: "app-only"; readonly scopes?: readonly string[] }
  | { readonly mode: "delegated"; readonly scopes: readonly string[] };

/** Asks for these scopes in the place of the API's `.default`. */
function withScopes(credential: Credential, scopes: readonly string[]): Credential {
  return { getToken: (_default, options) => credential.getToken([...scopes], options) };
}

/**
 * Microsoft's own Graph client, for code that is written against it: its requests go through our guarded `fetch`, with our
 * tokens and retries.
 */
export async function getGraphClient({ mode, scopes }: GraphClientOptions): Promise<Client> {
  const { tenantId, clientId } = readConfiguration();
  const credential =
    mode === "app-only" ? await appOnlyCredential(tenantId, clientId) : delegatedCredential(tenantId, clientId);
  return Client.initWithMiddleware(
    graphClientOptions({ credential: scopes === undefined ? credential : withScopes(credential, scopes) }),
  );
}
