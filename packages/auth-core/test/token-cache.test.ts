import { appOnly, ClientSecret, createTokenCache, customFetch } from "@entrakit/auth-core";
import { describe, expect, test } from "vitest";

import {
  clientId,
  countingTokens,
  errorResponse,
  graphScope,
  setUpAppOnly,
  tenantId,
  tokenResponse,
} from "./support/entra.ts";
import { fakeFetch, later } from "./support/fake-fetch.ts";
import { idle } from "./support/manual-time.ts";

const vaultScope = "https://vault.azure.net/.default";

describe("the cache", () => {
  test("gives a kept token without a request", async () => {
    const { credential, seen } = setUpAppOnly({}, countingTokens());
    const first = await credential.getToken(graphScope);
    expect(await credential.getToken([graphScope])).toBe(first);
    expect(seen).toHaveLength(1);
  });

  test("keeps tokens apart by scope and by capability", async () => {
    const { credential, seen } = setUpAppOnly({}, countingTokens());
    const ask = async (scope: string, enableCae: boolean) => (await credential.getToken(scope, { enableCae }))?.token;
    const asked = [
      await ask(graphScope, false),
      await ask(vaultScope, false),
      await ask(graphScope, true),
      await ask(graphScope, false),
    ];
    expect(asked).toEqual(["token-1", "token-2", "token-3", "token-1"]);
    expect(seen).toHaveLength(3);
  });

  test("can be shared, and keeps apps and tenants apart", async () => {
    const { fetch, seen } = fakeFetch(countingTokens());
    const cache = createTokenCache();
    const make = (client: string, tenant: string) =>
      appOnly({ tenantId: tenant, clientId: client, clientAuth: ClientSecret("x"), cache, [customFetch]: fetch });
    const other = "00000000-5b8f-4c3a-9e6d-0f1b2a3c4d5e";
    const asked = [make(clientId, tenantId), make(other, tenantId), make(clientId, other), make(clientId, tenantId)];
    const tokens = [];
    for (const credential of asked) tokens.push((await credential.getToken(graphScope))?.token);
    expect(tokens).toEqual(["token-1", "token-2", "token-3", "token-1"]);
    expect(seen).toHaveLength(3);
    expect(cache.size()).toBe(3);
  });

  test("drops the oldest tokens when it is full, and everything when it is cleared", async () => {
    const cache = createTokenCache({ maxEntries: 2 });
    const { credential, seen } = setUpAppOnly({ cache }, countingTokens());
    for (const name of ["a", "b", "c"]) await credential.getToken(`api://${name}/.default`);
    expect(cache.size()).toBe(2);
    await credential.getToken("api://c/.default");
    expect(seen).toHaveLength(3);
    await credential.getToken("api://a/.default");
    expect(seen).toHaveLength(4);
    cache.clear();
    expect(cache.size()).toBe(0);
  });

  test("asks anew a little before the token's end", async () => {
    const { credential, time, seen } = setUpAppOnly({}, countingTokens({ refresh_in: 3599 }));
    await credential.getToken(graphScope);
    await time.advance(3_600_000 - 121_000);
    expect((await credential.getToken(graphScope))?.token).toBe("token-1");
    await time.advance(2_000);
    expect((await credential.getToken(graphScope))?.token).toBe("token-2");
    expect(seen).toHaveLength(2);
  });

  test("does not hand out a frozen caller's change: a token object cannot be altered", async () => {
    const { credential } = setUpAppOnly({}, countingTokens());
    const token = await credential.getToken(graphScope);
    expect(Object.isFrozen(token)).toBe(true);
  });
});

describe("callers at the same time", () => {
  test("share one request, a thousand of them on an empty cache", async () => {
    const { credential, seen } = setUpAppOnly({}, countingTokens());
    const tokens = await Promise.all(Array.from({ length: 1000 }, () => credential.getToken(graphScope)));
    expect(new Set(tokens.map((token) => token?.token))).toEqual(new Set(["token-1"]));
    expect(seen).toHaveLength(1);
  });

  test("share one request for the same claims challenge too", async () => {
    const { credential, seen } = setUpAppOnly({}, countingTokens());
    await credential.getToken(graphScope);
    const claims = '{"access_token":{}}';
    await Promise.all(Array.from({ length: 100 }, () => credential.getToken(graphScope, { claims })));
    expect(seen).toHaveLength(2);
  });

  test("share a failure as well, and the next one tries again", async () => {
    const { credential, seen } = setUpAppOnly({}, errorResponse(400, { error: "invalid_scope" }), tokenResponse());
    const settled = await Promise.allSettled([credential.getToken(graphScope), credential.getToken(graphScope)]);
    expect(settled.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    await credential.getToken(graphScope);
    expect(seen).toHaveLength(2);
  });

  test("leave one by one: one's abort is not another's", async () => {
    const { respond, answer } = later();
    const { credential, seen } = setUpAppOnly({}, respond);
    const controller = new AbortController();
    const leaver = credential.getToken(graphScope, { abortSignal: controller.signal });
    const stayer = credential.getToken(graphScope);
    await idle();
    controller.abort(new Error("left"));
    await expect(leaver).rejects.toThrow("left");
    answer(tokenResponse());
    expect((await stayer)?.token).toBe("token-1");
    expect(seen).toHaveLength(1);
  });

  test("who have gone before they came send nothing", async () => {
    const { credential, seen } = setUpAppOnly({}, tokenResponse());
    await expect(
      credential.getToken(graphScope, { abortSignal: AbortSignal.abort(new Error("gone")) }),
    ).rejects.toThrow("gone");
    expect(seen).toHaveLength(0);
  });

  test("tell the platform of shared work, so that it outlives the one who began it", async () => {
    const kept: Promise<unknown>[] = [];
    const cache = createTokenCache({ waitUntil: (work) => void kept.push(work) });
    const { credential } = setUpAppOnly({ cache }, errorResponse(400, { error: "invalid_scope" }));
    await Promise.allSettled([credential.getToken(graphScope), credential.getToken(graphScope)]);
    expect(kept).toHaveLength(1);
    await expect(kept[0]).resolves.toBeUndefined();
  });
});

describe("a claims challenge", () => {
  test("is answered with a new token, which replaces the kept one", async () => {
    const { credential, seen } = setUpAppOnly({}, countingTokens());
    await credential.getToken(graphScope);
    expect((await credential.getToken(graphScope, { claims: '{"access_token":{}}' }))?.token).toBe("token-2");
    expect((await credential.getToken(graphScope))?.token).toBe("token-2");
    expect(seen).toHaveLength(2);
  });
});

describe("renewal ahead", () => {
  const withRefresh = { expires_in: 86_400, refresh_in: 43_200 };

  test("happens behind the caller's back: nobody waits", async () => {
    const { respond, answer } = later();
    const { credential, seen, time } = setUpAppOnly({}, tokenResponse("token-1", withRefresh), respond);
    await credential.getToken(graphScope);
    await time.advance(43_199_000);
    await credential.getToken(graphScope);
    expect(seen).toHaveLength(1);
    await time.advance(1_000);
    for (let call = 0; call < 100; call += 1) expect((await credential.getToken(graphScope))?.token).toBe("token-1");
    await idle();
    expect(seen).toHaveLength(2);
    answer(tokenResponse("token-2", withRefresh));
    await idle();
    expect((await credential.getToken(graphScope))?.token).toBe("token-2");
  });

  test("begins at half the life where the server names no time", async () => {
    const { credential, seen, time } = setUpAppOnly({}, countingTokens());
    await credential.getToken(graphScope);
    await time.advance(1_799_000);
    await credential.getToken(graphScope);
    expect(seen).toHaveLength(1);
    await time.advance(1_000);
    expect((await credential.getToken(graphScope))?.token).toBe("token-1");
    await idle();
    expect((await credential.getToken(graphScope))?.token).toBe("token-2");
  });

  test("that fails is not the answer for a caller who waits: it asks for itself", async () => {
    const { respond, answer } = later();
    const { credential, seen, time } = setUpAppOnly({}, tokenResponse("token-1"), respond, tokenResponse("token-3"));
    await credential.getToken(graphScope);
    await time.advance(1_800_000);
    await credential.getToken(graphScope);
    await idle();
    await time.advance(1_800_000);
    const waiting = credential.getToken(graphScope);
    await idle();
    answer(errorResponse(400, { error: "invalid_grant" }));
    expect((await waiting).token).toBe("token-3");
    expect(seen).toHaveLength(3);
  });

  test("may fail unseen, and waits a while before it is tried again", async () => {
    const failure = errorResponse(400, { error: "invalid_client" });
    const { credential, seen, time } = setUpAppOnly(
      {},
      tokenResponse("token-1", withRefresh),
      failure,
      failure,
      tokenResponse("token-2"),
    );
    await credential.getToken(graphScope);
    await time.advance(43_200_000);
    for (let call = 0; call < 10; call += 1) {
      expect((await credential.getToken(graphScope))?.token).toBe("token-1");
      await idle();
    }
    expect(seen).toHaveLength(2);
    await time.advance(30_000);
    expect((await credential.getToken(graphScope))?.token).toBe("token-1");
    await idle();
    expect(seen).toHaveLength(3);
  });
});
