import type { GetTokenOptions, TokenCredential } from "@entrakit/auth-core";
import { type Fetch, TransportError, createEdgeFetch, timeSource } from "@entrakit/edge-fetch";
import { expect } from "vitest";

import type { Contract } from "../contract.ts";
import { bySecret } from "../credentials.ts";
import { rejectionOf } from "../rejection.ts";
import { type World, isTokenRequest } from "../world.ts";

const here = { surface: "fetch", client: "edge-fetch" } as const;
const organization = "https://graph.microsoft.com/v1.0/organization";
const elsewhere = "https://collector.example.com/";

/** An authorized fetch for Graph, as an app that may read the organization. */
async function graphFetch(world: World, retry?: false): Promise<Fetch> {
  const credential = bySecret(world, await world.register({ application: ["Organization.Read.All"] }));
  return createEdgeFetch({ credential, resource: "graph", retry, [timeSource]: world.time() });
}

/** A credential that remembers what it was asked for. */
function remembering(inner: TokenCredential): {
  readonly credential: TokenCredential;
  readonly asked: GetTokenOptions[];
} {
  const asked: GetTokenOptions[] = [];
  const credential: TokenCredential = {
    getToken(scopes, options = {}) {
      asked.push(options);
      return inner.getToken(scopes, options);
    },
  };
  return { credential, asked };
}

const wantedClaims = JSON.stringify({ access_token: { nbf: { essential: true, value: "1700000000" } } });

function claimsChallenge(world: World, times: number): Promise<void> {
  const header = `Bearer realm="", authorization_uri="https://login.microsoftonline.com/common/oauth2/authorize", error="insufficient_claims", claims="${btoa(wantedClaims)}"`;
  return world.fault({ host: "graph.microsoft.com", times, status: 401, headers: { "www-authenticate": header } });
}

function statusesOf(requests: Awaited<ReturnType<World["during"]>>, surface: string): readonly number[] {
  return requests.filter((request) => request.surface === surface).map(({ status }) => status);
}

/** An authorized fetch on its way out: where a token goes, and what is done about a refusal. */
export const fetchOutbound: readonly Contract[] = [
  {
    ...here,
    id: "fetch.origin.foreign",
    rule: "A request to another origin than the resource's is refused before a token is asked for.",
    spec: "RFC 6750 §5.3",
    async run(world) {
      const fetch = await graphFetch(world);
      const requests = await world.during(async () => {
        for (const url of [
          elsewhere,
          "https://graph.microsoft.com.example.com/v1.0/me",
          "http://graph.microsoft.com/v1.0/me",
          "https://graph.microsoft.com:8443/v1.0/me",
          "https://me@graph.microsoft.com/v1.0/me",
        ]) {
          const error = await rejectionOf(fetch(url));
          expect(TransportError.isInstance(error)).toBe(true);
          expect(error).toMatchObject({ code: "origin_refused" });
        }
      });
      expect(requests).toEqual([]);
    },
  },
  {
    ...here,
    id: "fetch.redirect.foreign",
    rule: "A read that is redirected to another origin goes there without any credential.",
    spec: "RFC 9110 §15.4; RFC 6750 §5.3",
    async run(world) {
      const fetch = await graphFetch(world);
      await world.fault({ host: "graph.microsoft.com", status: 302, headers: { location: elsewhere } });
      const headers = { cookie: "session=1", "api-key": "key" };
      const requests = await world.during(() => fetch(organization, { headers }));
      expect(requests.map(({ surface, url }) => `${surface} ${new URL(url).hostname}`)).toEqual([
        "entra login.microsoftonline.com",
        "graph graph.microsoft.com",
        "refused collector.example.com",
      ]);
      expect(await world.violations()).toEqual([]);
    },
  },
  {
    ...here,
    id: "fetch.redirect.write",
    rule: "A write that is redirected to another origin is refused, and nothing is sent there.",
    spec: "RFC 9110 §15.4.8",
    async run(world) {
      const fetch = await graphFetch(world);
      await world.fault({ host: "graph.microsoft.com", status: 307, headers: { location: elsewhere } });
      const requests = await world.during(async () => {
        const error = await rejectionOf(fetch(organization, { method: "POST", body: "{}" }));
        expect(error).toMatchObject({ code: "redirect_refused" });
      });
      expect(statusesOf(requests, "refused")).toEqual([]);
    },
  },
  {
    ...here,
    id: "fetch.redirect.same-origin",
    rule: "A redirect within the resource's origin is followed with the token.",
    spec: "RFC 9110 §15.4",
    async run(world) {
      const fetch = await graphFetch(world);
      await world.fault({ path: /organizations$/, status: 302, headers: { location: "/v1.0/organization" } });
      const answer = await fetch("https://graph.microsoft.com/v1.0/organizations");
      expect(answer.status).toBe(200);
      expect(await answer.json()).toHaveProperty("value");
    },
  },
  {
    ...here,
    id: "fetch.claims-challenge.once",
    rule: "A claims challenge is answered once, with a new token for the very claims, and a second one is handed on.",
    spec: "learn.microsoft.com/entra/identity-platform/claims-challenge",
    async run(world) {
      const app = await world.register({ application: ["Organization.Read.All"] });
      const { credential, asked } = remembering(bySecret(world, app));
      const fetch = createEdgeFetch({ credential, resource: "graph" });
      await claimsChallenge(world, 1);
      const answered = await world.during(async () => expect((await fetch(organization)).status).toBe(200));
      expect(answered.filter(isTokenRequest)).toHaveLength(2);
      expect(statusesOf(answered, "graph")).toEqual([401, 200]);
      expect(asked.map(({ claims }) => claims)).toEqual([undefined, wantedClaims]);
      await claimsChallenge(world, 10);
      const refused = await world.during(async () => expect((await fetch(organization)).status).toBe(401));
      expect(statusesOf(refused, "graph")).toEqual([401, 401]);
    },
  },
  {
    ...here,
    id: "fetch.retry-after.date",
    rule: "Retry-After as an HTTP date is kept by the server's own clock, whatever this machine's says.",
    spec: "RFC 9110 §10.2.3",
    async run(world) {
      const fetch = await graphFetch(world);
      const date = (milliseconds: number): string => new Date(milliseconds).toUTCString();
      const theirs = Date.UTC(2031, 0, 1);
      const headers = { date: date(theirs), "retry-after": date(theirs + 4_000) };
      await world.fault({ host: "graph.microsoft.com", status: 503, headers });
      const requests = await world.during(async () => expect((await fetch(organization)).status).toBe(200));
      const [refused, answered] = requests.filter(({ surface }) => surface === "graph");
      const waited = (answered?.time ?? 0) - (refused?.time ?? 0);
      expect(waited).toBeGreaterThanOrEqual(4_000);
      expect(waited).toBeLessThan(10_000);
    },
  },
  {
    ...here,
    id: "fetch.retry-after.too-long",
    rule: "A wait that does not fit the budget is not begun: the call fails at once and says when to try again.",
    spec: "RFC 9110 §10.2.3",
    async run(world) {
      const fetch = await graphFetch(world);
      await world.fault({ host: "graph.microsoft.com", status: 429, headers: { "retry-after": "3600" } });
      const before = Date.now();
      const requests = await world.during(async () => {
        const error = await rejectionOf(fetch(organization));
        expect(error).toMatchObject({ code: "retry_after_too_long", status: 429 });
        expect(TransportError.isInstance(error) ? error.retryAt : 0).toBeGreaterThanOrEqual(before + 3_600_000);
      });
      expect(statusesOf(requests, "graph")).toEqual([429]);
    },
  },
];
