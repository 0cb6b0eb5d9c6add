import type { Fetch } from "@entrakit/edge-fetch";
import { type CloudName, defaultScope } from "@entrakit/scopes";

import { AzureAIError } from "../errors/azure-ai-error.ts";
import { authorizedFetch, type ConnectionOptions } from "../internal/authorized-fetch.ts";
import { cloudOf, serviceBase } from "../internal/endpoint.ts";

/** The API that a token for Azure OpenAI is asked for. */
export type AzureOpenAIAudience = "cognitiveServices" | "foundry";

/** Which resource, and how its endpoint is read. */
export interface AzureOpenAIEndpoint {
  /** The resource's endpoint, e.g. `https://contoso.openai.azure.com`; a Foundry project's or a gateway's will do as well. */
  readonly endpoint: string;
  /**
   * The API that the token is for. The v1 path is documented with two audiences. Left out, `*.services.ai.azure.com` gets
   * `foundry` (`https://ai.azure.com/.default`), which its project routes demand, and every other host gets `cognitiveServices`
   * (`https://cognitiveservices.azure.com/.default`), which both the dated and the v1 paths of Azure OpenAI take.
   */
  readonly audience?: AzureOpenAIAudience;
  /** The national cloud; by the endpoint's suffix when left out. */
  readonly cloud?: CloudName;
}

/** An endpoint, and either a credential or a key. */
export type AzureOpenAIOptions =
  | (AzureOpenAIEndpoint & ConnectionOptions & { readonly apiKey?: undefined })
  | (AzureOpenAIEndpoint &
      Omit<ConnectionOptions, "credential"> & { readonly credential?: undefined; readonly apiKey: string });

/** Options for `new OpenAI(…)` of the official `openai` package. */
export interface AzureOpenAIClientOptions {
  /** The v1 surface of the resource, with a trailing slash. */
  readonly baseURL: string;
  /** Adds the token or key, keeps to the endpoint's origin, waits when told to. */
  readonly fetch: Fetch;
  /** A word in place of a key, which the client demands: the real one never enters it. */
  readonly apiKey: string;
  /** Takes out the header that the client would make of it. */
  readonly defaultHeaders: { readonly Authorization: null };
  /** None: `fetch` repeats by itself, and two loops would multiply. */
  readonly maxRetries: 0;
  /** None, whatever `OPENAI_ORG_ID` says: it is OpenAI's, not Azure's. */
  readonly organization: null;
  /** None, whatever `OPENAI_PROJECT_ID` says. */
  readonly project: null;
}

function audienceOf(hostname: string): AzureOpenAIAudience {
  return /\.services\.ai\.azure\.(com|us|cn)$/.test(hostname) ? "foundry" : "cognitiveServices";
}

/** A key in the place of a token: the v1 surface takes it as a bearer, which is how the official client sends it, too. */
function connectionOf(options: AzureOpenAIOptions): ConnectionOptions {
  if (options.apiKey === undefined) return options;
  const { apiKey, ...rest } = options;
  if (typeof apiKey !== "string" || apiKey.trim() === "") {
    throw new AzureAIError("invalid_option", "apiKey is empty.", {
      remedy: "Give a key of the resource, or better a credential.",
    });
  }
  const token = { token: apiKey.trim(), expiresOnTimestamp: Number.MAX_SAFE_INTEGER };
  return { ...rest, credential: { getToken: () => Promise.resolve(token) } };
}

/**
 * What makes the official `openai` client an Azure client: the v1 base URL of a resource and a `fetch` that authorizes.
 *
 * A claims challenge is answered once with a new token; a 429 is waited out within a budget; redirects never carry the token
 * elsewhere. No part of it needs Node. Errors of the client become typed ones with `explain`.
 *
 * Source: learn.microsoft.com/azure/ai-foundry/openai/api-version-lifecycle.
 *
 * @throws AzureAIError `invalid_endpoint`, `invalid_option`; both before any request
 * @example
 * ```ts
 * const openai = new OpenAI(azureOpenAI({ endpoint: "https://contoso.openai.azure.com", credential }));
 * const answer = await openai.chat.completions.create({ model: "my-deployment", messages });
 * ```
 */
export function azureOpenAI(options: AzureOpenAIOptions): AzureOpenAIClientOptions {
  const base = serviceBase(options.endpoint, { example: "https://contoso.openai.azure.com", servicePath: "/openai" });
  const { audience = audienceOf(base.hostname), cloud = cloudOf(base.hostname) } = options;
  const fetch = authorizedFetch(connectionOf(options), { scope: defaultScope(audience, cloud), origin: base.origin });
  return {
    baseURL: new URL("openai/v1/", base).href,
    fetch,
    apiKey: "set-by-fetch",
    defaultHeaders: { Authorization: null },
    maxRetries: 0,
    organization: null,
    project: null,
  };
}
