import { type EntraBearerOptions, type EntraVariables, allowEmulated, entraBearer } from "@entrakit/edge-fetch/hono";
import { Hono } from "hono";
import { expect } from "vitest";

import type { Contract } from "../contract.ts";
import { bySecret, graphScope, tokenOf } from "../credentials.ts";
import type { World } from "../world.ts";

const here = { surface: "fetch", client: "edge-fetch" } as const;
const validation = "learn.microsoft.com/entra/identity-platform/claims-validation";

/** A guarded API, and the way to call it with a token. */
interface Api {
  readonly clientId: string;
  /** A token of the app for its own API. */
  token(): Promise<string>;
  call(token?: string): Promise<Response>;
}

async function openApi(world: World, options: Partial<EntraBearerOptions> = { [allowEmulated]: true }): Promise<Api> {
  const registered = await world.register({ offers: ["Documents.Read"] });
  const { clientId } = registered;
  const api = new Hono<{ Variables: EntraVariables }>();
  api.use("*", entraBearer({ tenantId: world.tenant.tenantId, audience: clientId, ...options }));
  api.get("/documents", (context) => context.json({ caller: context.get("entra").clientId }));
  return {
    clientId,
    token: () => tokenOf(bySecret(world, registered), `api://${clientId}/.default`),
    call: async (token) =>
      api.request("/documents", { headers: token === undefined ? {} : { authorization: `Bearer ${token}` } }),
  };
}

function challengeOf(response: Response): string {
  return response.headers.get("www-authenticate") ?? "";
}

/** Whom a guarded route lets in. */
export const fetchInbound: readonly Contract[] = [
  {
    ...here,
    id: "fetch.inbound.admitted",
    rule: "A token of the tenant for this API that holds one of the app roles is let in, and the route knows its caller.",
    spec: validation,
    async run(world) {
      const api = await openApi(world, { [allowEmulated]: true, roles: ["Documents.Read"] });
      const response = await api.call(await api.token());
      expect(response.status).toBe(200);
      expect(await response.json()).toEqual({ caller: api.clientId });
    },
  },
  {
    ...here,
    id: "fetch.inbound.missing",
    rule: "A request without a bearer token is answered 401 with a challenge, and nothing is asked of anyone.",
    spec: "RFC 6750 §3",
    async run(world) {
      const api = await openApi(world);
      const requests = await world.during(async () => {
        const response = await api.call();
        expect([response.status, challengeOf(response)]).toEqual([401, "Bearer"]);
      });
      expect(requests).toEqual([]);
    },
  },
  {
    ...here,
    id: "fetch.inbound.role",
    rule: "A good token without the app role is answered 403 insufficient_scope.",
    spec: `RFC 6750 §3.1; ${validation}`,
    async run(world) {
      const api = await openApi(world, { [allowEmulated]: true, roles: ["Documents.Write"] });
      const response = await api.call(await api.token());
      expect(response.status).toBe(403);
      expect(challengeOf(response)).toContain('error="insufficient_scope"');
    },
  },
  {
    ...here,
    id: "fetch.inbound.audience",
    rule: "A token for another API of the same tenant, or of another tenant, is answered 401 invalid_token.",
    spec: validation,
    async run(world) {
      const api = await openApi(world);
      const forGraph = await tokenOf(bySecret(world, await world.register()), graphScope);
      const wrongAudience = await api.call(forGraph);
      expect([wrongAudience.status, challengeOf(wrongAudience)]).toEqual([
        401,
        expect.stringContaining("invalid_token"),
      ]);
      const elsewhere = await openApi(world, { [allowEmulated]: true, tenantId: crypto.randomUUID() });
      expect((await elsewhere.call(await elsewhere.token())).status).toBe(401);
    },
  },
  {
    ...here,
    id: "fetch.inbound.altered",
    rule: "A token of which one character was changed is answered 401.",
    spec: "RFC 7515 §5.2",
    async run(world) {
      const api = await openApi(world);
      const token = await api.token();
      const altered = `${token.slice(0, -9)}${token.at(-9) === "A" ? "B" : "A"}${token.slice(-8)}`;
      const answers = [await api.call(token), await api.call(altered)];
      expect(answers.map(({ status }) => status)).toEqual([200, 401]);
    },
  },
  {
    ...here,
    id: "fetch.inbound.expired",
    rule: "A token past its end is answered 401.",
    spec: "RFC 7519 §4.1.4",
    async run(world) {
      const api = await openApi(world);
      await world.advance(-2 * 3_600_000);
      const response = await api.call(await api.token());
      expect(response.status).toBe(401);
      expect(challengeOf(response)).toContain("expired");
    },
  },
  {
    ...here,
    id: "fetch.inbound.keys-once",
    rule: "The tenant's keys are fetched for the first request, and for none of the many after it.",
    spec: "learn.microsoft.com/entra/identity-platform/signing-key-rollover",
    async run(world) {
      const api = await openApi(world);
      const token = await api.token();
      const requests = await world.during(async () => {
        const first = await api.call(token);
        const answers = [first, ...(await Promise.all(Array.from({ length: 20 }, () => api.call(token))))];
        expect(answers.every(({ status }) => status === 200)).toBe(true);
      });
      expect(requests.map(({ url }) => new URL(url).pathname)).toEqual([
        `/${world.tenant.tenantId}/discovery/v2.0/keys`,
      ]);
    },
  },
  {
    ...here,
    id: "fetch.inbound.emulated",
    rule: "A token of an emulated tenant is refused unless it was allowed by name.",
    spec: "RFC 7515 §4.3",
    async run(world) {
      const api = await openApi(world, {});
      const response = await api.call(await api.token());
      expect(response.status).toBe(401);
      expect(await response.text()).toContain("emulator");
    },
  },
];
