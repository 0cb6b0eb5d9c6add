import type { Tenant } from "../tenant.ts";
import { gatewayError } from "./answer.ts";
import type { Deployment } from "./state.ts";

const minute = 60_000;

/** Azure allows six requests a minute for each thousand tokens a minute. */
function requestsPerMinute(deployment: Deployment): number {
  return Math.max(1, Math.floor((deployment.tokensPerMinute / 1000) * 6));
}

function headers(deployment: Deployment): Readonly<Record<string, string>> {
  const { usage, tokensPerMinute } = deployment;
  const requests = requestsPerMinute(deployment);
  return {
    "x-ratelimit-limit-requests": String(requests),
    "x-ratelimit-limit-tokens": String(tokensPerMinute),
    "x-ratelimit-remaining-requests": String(Math.max(0, requests - usage.requests)),
    "x-ratelimit-remaining-tokens": String(Math.max(0, tokensPerMinute - usage.tokens)),
  };
}

/** Whether a request was let through, with the headers that tell what is left; or the 429 that it gets. */
export type Admission =
  | { readonly admitted: true; readonly headers: Readonly<Record<string, string>> }
  | { readonly admitted: false; readonly response: Response };

/** Counts a request against its deployment's minute. `tokens` is the estimate for prompt and answer. */
export function admit(tenant: Tenant, deployment: Deployment, tokens: number, operation: string): Admission {
  const { usage } = deployment;
  const now = tenant.clock.now();
  if (now - usage.startedAt >= minute) Object.assign(usage, { startedAt: now, tokens: 0, requests: 0 });
  const overTokens = usage.tokens + tokens > deployment.tokensPerMinute;
  if (overTokens || usage.requests + 1 > requestsPerMinute(deployment)) {
    const wait = usage.startedAt + minute - now;
    const seconds = Math.max(1, Math.ceil(wait / 1000));
    const limit = overTokens ? "token" : "call";
    const message = `Requests to the ${operation} Operation under Azure OpenAI API have exceeded ${limit} rate limit of your current OpenAI S0 pricing tier. Please retry after ${seconds} seconds.`;
    const retry = { "retry-after": String(seconds), "retry-after-ms": String(Math.max(1, Math.ceil(wait))) };
    return { admitted: false, response: gatewayError(429, "429", message, { ...headers(deployment), ...retry }) };
  }
  usage.tokens += tokens;
  usage.requests += 1;
  return { admitted: true, headers: headers(deployment) };
}
