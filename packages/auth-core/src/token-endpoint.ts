import type { AuthorityOptions } from "./app-identity.ts";
import { resolveAuthority } from "./app-identity.ts";
import type { ClientAuth } from "./client-auth.ts";
import { parseEntraError } from "./entra-answer.ts";
import { parseTokenAnswer, type TokenAnswer } from "./token-answer.ts";
import { customFetch, type Fetch, trustedOrigins } from "./transport/fetch.ts";
import { retries } from "./transport/retries.ts";
import { parseRetryAfter } from "./transport/retry-after.ts";
import { timeOf, type TimeSource, timeSource } from "./transport/time.ts";
import { limitTotal } from "./transport/timeouts.ts";
import { createTransport } from "./transport/transport.ts";

/** Which token endpoint is asked, and as whom. */
export interface TokenEndpointOptions extends AuthorityOptions {
  readonly clientId: string;
  /** Left out for public clients, which have no credential of their own. */
  readonly clientAuth?: ClientAuth | undefined;
  readonly [customFetch]?: Fetch | undefined;
  readonly [trustedOrigins]?: readonly string[] | undefined;
  readonly [timeSource]?: TimeSource | undefined;
}

/** One token request. */
interface TokenGrant {
  readonly tenantId: string;
  /** The form's parameters besides the client's own. */
  readonly parameters: Readonly<Record<string, string>>;
  /** Whether it may be sent again when its answer was lost; not for codes and refresh tokens. */
  readonly repeatable: boolean;
  readonly signal?: AbortSignal | undefined;
}

/** Sends token requests and reads their answers. */
export interface TokenEndpoint {
  readonly authority: string;
  request(grant: TokenGrant): Promise<TokenAnswer>;
}

const attemptLimits = { headersMs: 20_000, idleMs: 10_000 };
const totalMs = 60_000;
const longestAnswer = 1024 * 1024;

/** Token endpoint of a tenant at an authority. */
function tokenEndpointOf(authority: string, tenantId: string): string {
  return `${authority}/${tenantId}/oauth2/v2.0/token`;
}

async function formOf(
  options: TokenEndpointOptions,
  grant: TokenGrant,
  url: string,
  now: number,
): Promise<URLSearchParams> {
  const { clientAuth, clientId } = options;
  const own = await clientAuth?.parameters({ tokenEndpoint: url, tenantId: grant.tenantId, clientId, now });
  return new URLSearchParams({ client_id: clientId, ...grant.parameters, ...own });
}

const ownSecrets = ["client_secret", "client_assertion", "refresh_token", "code", "code_verifier"];

/**
 * Makes the sender of token requests for one app. A form is built anew for every attempt, so that no assertion is sent twice.
 *
 * Source: RFC 6749 §4.4; learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow.
 */
export function createTokenEndpoint(options: TokenEndpointOptions): TokenEndpoint {
  const authority = resolveAuthority(options);
  const time = timeOf(options);
  const injected = { [customFetch]: options[customFetch], [timeSource]: options[timeSource] };
  const attempt = createTransport({
    origins: [authority],
    timeout: attemptLimits,
    maxBodyBytes: longestAnswer,
    retry: false,
    [trustedOrigins]: options[trustedOrigins],
    ...injected,
  });
  return {
    authority,
    async request(grant) {
      const url = tokenEndpointOf(authority, grant.tenantId);
      const correlationId = crypto.randomUUID();
      let sent: URLSearchParams | undefined;
      let requestedAt = time.now();
      const once: Fetch = async (input, init) => {
        requestedAt = time.now();
        sent = await formOf(options, grant, url, requestedAt);
        return attempt(input, { ...init, body: sent });
      };
      const fetch = limitTotal(totalMs, injected)(retries({ idempotent: grant.repeatable, ...injected })(once));
      const response = await fetch(url, {
        method: "POST",
        headers: { accept: "application/json", "client-request-id": correlationId, "return-client-request-id": "true" },
        ...(grant.signal === undefined ? {} : { signal: grant.signal }),
      });
      const text = await response.text();
      if (response.status === 200) return parseTokenAnswer(text, response.status, requestedAt);
      const secrets = ownSecrets.map((name) => sent?.get(name) ?? "");
      const wait = parseRetryAfter(response.headers, time.now());
      const retryAt = wait === undefined ? undefined : time.now() + wait;
      throw parseEntraError({ status: response.status, text, secrets, correlationId, retryAt });
    },
  };
}
