import { ClientSecret, customFetch, refreshToken, type RefreshTokenOptions, type Secret } from "@entrakit/auth-core";
import { timeSource } from "@entrakit/auth-core/transport";
import { describe, expect, test } from "vitest";

import { clientId, countingTokens, errorResponse, tenantId, tokenResponse } from "./support/entra.ts";
import { fakeFetch, later } from "./support/fake-fetch.ts";
import { createManualTime } from "./support/manual-time.ts";

const mail = "https://graph.microsoft.com/Mail.Read";

function setUp(options: Partial<RefreshTokenOptions>, ...answers: Parameters<typeof fakeFetch>) {
  const fake = fakeFetch(...answers);
  const time = createManualTime();
  const base = { tenantId, clientId, refreshToken: "refresh-0", [customFetch]: fake.fetch, [timeSource]: time };
  return { ...fake, time, credential: refreshToken({ ...base, ...options }) };
}

/** Answers with a new refresh token each time: `refresh-1`, `refresh-2`, … */
function rotating(): () => Response {
  let count = 0;
  return () => tokenResponse(`token-${(count += 1)}`, { refresh_token: `refresh-${count}` });
}

describe("a refresh token", () => {
  test("is redeemed for the scopes of the call, and for its successor", async () => {
    const { credential, seen } = setUp({ clientAuth: ClientSecret("x") }, rotating());
    await credential.getToken([mail, "https://graph.microsoft.com/Calendars.Read"]);
    expect(Object.fromEntries(seen[0]?.form ?? [])).toEqual({
      client_id: clientId,
      client_secret: "x",
      grant_type: "refresh_token",
      refresh_token: "refresh-0",
      scope:
        "https://graph.microsoft.com/Calendars.Read https://graph.microsoft.com/Mail.Read openid profile offline_access",
    });
  });

  test("is replaced by the one that came with the last token", async () => {
    const { credential, seen } = setUp({}, rotating());
    for (const scope of ["a/.default", "b/.default", "a/.default"]) await credential.getToken(scope);
    expect(seen.map(({ form }) => form.get("refresh_token"))).toEqual(["refresh-0", "refresh-1"]);
  });

  test("is handed over before the access token is given out", async () => {
    const order: string[] = [];
    const onRefreshToken = async (newer: Secret): Promise<void> => {
      await Promise.resolve();
      order.push(newer.reveal());
    };
    const { credential } = setUp({ onRefreshToken }, rotating());
    order.push((await credential.getToken(mail))?.token ?? "");
    expect(order).toEqual(["refresh-1", "token-1"]);
  });

  test("is never used twice at a time: calls for different scopes take turns", async () => {
    const { credential, seen } = setUp({}, rotating());
    await Promise.all(["a/.default", "b/.default", "c/.default"].map((scope) => credential.getToken(scope)));
    expect(seen.map(({ form }) => form.get("refresh_token"))).toEqual(["refresh-0", "refresh-1", "refresh-2"]);
  });

  test("is not sent again when its answer was lost", async () => {
    const { credential, seen } = setUp({}, new TypeError("connection reset"), countingTokens());
    await expect(credential.getToken(mail)).rejects.toEqual(expect.objectContaining({ code: "network" }));
    expect(seen).toHaveLength(1);
  });

  test("is redeemed to the end although the caller has gone", async () => {
    const kept: string[] = [];
    const { respond, answer } = later();
    const onRefreshToken = (newer: Secret): void => void kept.push(newer.reveal());
    const { credential, time } = setUp({ onRefreshToken }, respond);
    const controller = new AbortController();
    const call = credential.getToken(mail, { abortSignal: controller.signal }).catch((error: unknown) => error);
    await time.advance(0);
    controller.abort(new Error("gone"));
    expect(await call).toEqual(new Error("gone"));
    answer(tokenResponse("token", { refresh_token: "refresh-1" }));
    await time.advance(0);
    expect(kept).toEqual(["refresh-1"]);
  });

  test("that has expired asks for a new sign-in, and does not show itself", async () => {
    const answer = errorResponse(400, {
      error: "invalid_grant",
      error_description: "AADSTS70008: The refresh token 'refresh-0' has expired.",
      suberror: "token_expired",
    });
    const { credential } = setUp({}, answer);
    const error: unknown = await credential.getToken(mail).catch((reason: unknown) => reason);
    expect(error).toEqual(expect.objectContaining({ code: "reauth", aadsts: [70008], suberror: "token_expired" }));
    expect(String(error)).not.toContain("refresh-0");
  });

  test("of one tenant gives no token of another", async () => {
    const { credential, seen } = setUp({}, countingTokens());
    await expect(credential.getToken(mail, { tenantId: clientId })).rejects.toEqual(
      expect.objectContaining({ code: "tenant_not_allowed" }),
    );
    expect(seen).toHaveLength(0);
  });

  test("must not be empty", () => {
    expect(() => setUp({ refreshToken: "" })).toThrow(expect.objectContaining({ option: "refreshToken" }));
  });
});
