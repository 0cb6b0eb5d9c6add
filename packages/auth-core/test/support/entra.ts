import { appOnly, type AppOnlyOptions, ClientSecret, customFetch } from "@entrakit/auth-core";
import { timeSource } from "@entrakit/auth-core/transport";

import { fakeFetch, type FakeFetch } from "./fake-fetch.ts";
import { createManualTime, type ManualTime } from "./manual-time.ts";

export const tenantId = "3f6b1c52-9d0e-4a77-8f1b-2c5d7e9a0b13";
export const clientId = "a1c7d2e4-5b8f-4c3a-9e6d-0f1b2a3c4d5e";
export const graphScope = "https://graph.microsoft.com/.default";

/** A token endpoint's answer. */
export function tokenResponse(token = "token-1", extra: Readonly<Record<string, unknown>> = {}): Response {
  return Response.json({ token_type: "Bearer", expires_in: 3600, access_token: token, ...extra });
}

/** Answers `token-1`, `token-2` and so on. */
export function countingTokens(extra: Readonly<Record<string, unknown>> = {}): () => Response {
  let count = 0;
  return () => tokenResponse(`token-${(count += 1)}`, extra);
}

/** An error as the token endpoint writes it. */
export function errorResponse(
  status: number,
  body: Readonly<Record<string, unknown>>,
  headers: Record<string, string> = {},
): Response {
  return Response.json(body, { status, headers });
}

/** An app-only credential over prepared answers and a clock that stands still. */
export function setUpAppOnly(
  options: Partial<AppOnlyOptions>,
  ...answers: Parameters<typeof fakeFetch>
): FakeFetch & { readonly time: ManualTime; readonly credential: ReturnType<typeof appOnly> } {
  const time = createManualTime();
  const fake = fakeFetch(...answers);
  const base = {
    tenantId,
    clientId,
    clientAuth: ClientSecret("s3cret-value"),
    [customFetch]: fake.fetch,
    [timeSource]: time,
  };
  return { ...fake, time, credential: appOnly({ ...base, ...options }) };
}
