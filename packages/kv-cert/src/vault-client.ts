import type { GetTokenOptions } from "@entrakit/auth-core";
import { createTransport, customFetch, type Fetch, timeSource, trustedOrigins } from "@entrakit/auth-core/transport";
import { defaultScope } from "@entrakit/scopes";

import { readChallenge } from "./challenge.ts";
import { type Json, parseObject } from "./internal/json.ts";
import { KeyVaultError } from "./key-vault-error.ts";
import { vaultError } from "./vault-answer.ts";
import { checkVaultUrl, type VaultOptions } from "./vault-options.ts";

/** Version of Key Vault's REST API that every request names. */
const apiVersion = "2025-07-01";

/** One call of Key Vault's REST API. */
interface VaultCall {
  readonly method: "GET" | "POST";
  /** Path after the vault's host, or a whole address that the vault gave. */
  readonly path: string;
  readonly body?: Json;
  /** For messages: what the call is about, e.g. `reading certificate c1`. */
  readonly what: string;
  readonly signal?: AbortSignal | undefined;
}

/** A successful answer. */
export interface VaultAnswer {
  readonly body: Json;
  readonly headers: Headers;
}

/** Calls one vault with the caller's token. */
export interface VaultClient {
  readonly origin: string;
  call(call: VaultCall): Promise<VaultAnswer>;
}

/** What is known of a vault since its first challenge. */
interface Learned {
  tenantId?: string;
}

function transportOf(origin: string, options: VaultOptions): Fetch {
  return createTransport({
    origins: [origin],
    timeout: { headersMs: 20_000, idleMs: 10_000, totalMs: 90_000 },
    maxBodyBytes: 50 * 1024 * 1024,
    // Making a certificate twice makes two; a signature may be asked for again.
    retry: { idempotent: ({ url }) => url.pathname.endsWith("/sign") },
    [customFetch]: options[customFetch],
    [trustedOrigins]: options[trustedOrigins],
    [timeSource]: options[timeSource],
  });
}

function addressOf(origin: string, path: string): string {
  const url = new URL(path, origin);
  url.searchParams.set("api-version", apiVersion);
  return url.href;
}

function requestOf(call: VaultCall, token: string): RequestInit {
  return {
    method: call.method,
    headers: {
      accept: "application/json",
      authorization: `Bearer ${token}`,
      ...(call.body === undefined ? {} : { "content-type": "application/json" }),
    },
    ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
    ...(call.signal === undefined ? {} : { signal: call.signal }),
  };
}

/**
 * Makes a client for one vault. The token goes out with the first request, as the vault's address names its audience; a 401 challenge,
 * which a vault of another tenant answers with, is checked, remembered and answered once.
 */
export function createVaultClient(options: VaultOptions): VaultClient {
  const { origin, cloud } = checkVaultUrl(options);
  const fetch = transportOf(origin, options);
  const scope = defaultScope("keyVault", cloud);
  const learned: Learned = {};

  const token = async (extra: GetTokenOptions, signal: AbortSignal | undefined): Promise<string> => {
    const request = { ...learned, enableCae: true, ...(signal === undefined ? {} : { abortSignal: signal }), ...extra };
    const found = await options.credential.getToken(scope, request);
    if (found !== null) return found.token;
    throw new KeyVaultError({
      code: "unauthorized",
      message: "The credential gave no token for Key Vault.",
      remedy: "Pass a credential that is signed in, or set up DefaultAzureCredential.",
    });
  };
  const send = async (call: VaultCall, extra: GetTokenOptions): Promise<Response> =>
    fetch(addressOf(origin, call.path), requestOf(call, await token(extra, call.signal)));
  const answerChallenge = async (call: VaultCall, response: Response): Promise<Response> => {
    const header = response.headers.get("www-authenticate");
    if (header === null) return response;
    const { tenantId, claims } = readChallenge(header, cloud);
    if (learned.tenantId === tenantId && claims === undefined) return response;
    learned.tenantId = tenantId;
    await response.body?.cancel();
    return send(call, claims === undefined ? {} : { claims });
  };

  return {
    origin,
    async call(call) {
      let response = await send(call, {});
      if (response.status === 401) response = await answerChallenge(call, response);
      const text = await response.text();
      if (!response.ok) throw vaultError(response.status, text, call.what);
      return { body: parseObject(text), headers: response.headers };
    },
  };
}
