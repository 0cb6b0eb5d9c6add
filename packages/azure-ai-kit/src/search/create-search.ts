import { type CloudName, clouds } from "@entrakit/scopes";

import { AzureAIError } from "../errors/azure-ai-error.ts";
import { authorizedFetch, type ConnectionOptions } from "../internal/authorized-fetch.ts";
import { cloudOf, serviceBase } from "../internal/endpoint.ts";

/** Which index, and who asks: the credential needs "Search Index Data Reader", and "… Contributor" to upload. */
export interface SearchOptions extends ConnectionOptions {
  /** The service's endpoint, e.g. `https://contoso.search.windows.net`. */
  readonly endpoint: string;
  /** The index's name. */
  readonly index: string;
  /** Version of the data plane; `2026-04-01` when left out. */
  readonly apiVersion?: string;
  /** The national cloud; by the endpoint's suffix when left out. */
  readonly cloud?: CloudName;
}

/** A search index within reach: what `hybridSearch` and `uploadDocuments` work on. */
export interface Search {
  /** The service's origin, and a gateway's path where there is one. No trailing slash. */
  readonly endpoint: string;
  readonly index: string;
  /** Audience of the service's tokens, as the official `SearchClient` takes it in its option `audience`. */
  readonly audience: string;
  /** Sends a body, as JSON unless it is a string, to an operation of the index's documents, such as `search.post.search`. */
  post(operation: string, body: unknown, signal?: AbortSignal): Promise<Response>;
}

const indexName = /^[a-z0-9](?!.*--)[a-z0-9_-]{0,126}[a-z0-9]$/;

function checkIndexName(index: string): void {
  if (indexName.test(index)) return;
  throw new AzureAIError("invalid_option", `${JSON.stringify(index)} is no index name.`, {
    remedy: "Two to 128 lower-case letters, digits, dashes and underscores; no dash at either end, no two in a row.",
  });
}

/**
 * Binds an index of Azure AI Search to a credential.
 *
 * Small enough for a Worker; beside it, the official client works with the same credential:
 * `new SearchClient(search.endpoint, search.index, credential, { audience: search.audience })`.
 *
 * Source: learn.microsoft.com/rest/api/searchservice, learn.microsoft.com/azure/search/search-security-rbac.
 *
 * @throws AzureAIError `invalid_endpoint`, `invalid_option`, before any request
 * @example
 * ```ts
 * const search = createSearch({ endpoint: "https://contoso.search.windows.net", index: "handbook", credential });
 * ```
 */
export function createSearch(options: SearchOptions): Search {
  const { index, apiVersion = "2026-04-01", cloud } = options;
  const base = serviceBase(options.endpoint, {
    example: "https://contoso.search.windows.net",
    servicePath: "/indexes",
  });
  checkIndexName(index);
  const audience = clouds[cloud ?? cloudOf(base.hostname)].audiences.search;
  const fetch = authorizedFetch(options, { scope: `${audience}/.default`, origin: base.origin });
  return {
    endpoint: base.href.replace(/\/$/, ""),
    index,
    audience,
    post(operation, body, signal) {
      const url = new URL(`indexes('${index}')/docs/${operation}`, base);
      url.searchParams.set("api-version", apiVersion);
      return fetch(url, {
        method: "POST",
        headers: { "content-type": "application/json", accept: "application/json;odata.metadata=none" },
        body: typeof body === "string" ? body : JSON.stringify(body),
        ...(signal === undefined ? {} : { signal }),
      });
    },
  };
}
