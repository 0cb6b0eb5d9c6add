import { afterEach, describe, expect, it, vi } from "vitest";

import { organizationName } from "../examples/authorized-fetch.ts";
import { app } from "../examples/guarded-routes.ts";
import { eventData } from "../examples/stream-events.ts";
import { fakeCredential, fakeFetch } from "./support.ts";

const tenantId = "11111111-1111-4111-8111-111111111111";
const clientId = "22222222-2222-4222-8222-222222222222";

afterEach(() => {
  vi.unstubAllGlobals();
});

describe("the examples", () => {
  it("get a token and read the organization", async () => {
    const { fetch, sent } = fakeFetch(
      Response.json({ access_token: "app-token", token_type: "Bearer", expires_in: 3599 }),
      Response.json({ value: [{ displayName: "Contoso" }] }),
    );
    vi.stubGlobal("fetch", fetch);
    expect(await organizationName(tenantId, clientId, "a-secret")).toBe("Contoso");
    expect(sent.map(({ url }) => new URL(url).host)).toEqual(["login.microsoftonline.com", "graph.microsoft.com"]);
    expect(sent[1]?.headers.get("authorization")).toBe("Bearer app-token");
  });

  it("read a stream of events", async () => {
    const headers = { "content-type": "text/event-stream" };
    const { fetch, sent } = fakeFetch(new Response('data: {"delta":"Hel"}\n\ndata: {"delta":"lo"}\n\n', { headers }));
    vi.stubGlobal("fetch", fetch);
    const data: string[] = [];
    for await (const one of eventData(fakeCredential().credential, "https://contoso.openai.azure.com", {
      stream: true,
    })) {
      data.push(one);
    }
    expect(data).toEqual(['{"delta":"Hel"}', '{"delta":"lo"}']);
    expect(sent[0]).toMatchObject({ method: "POST", body: '{"stream":true}' });
    expect(sent[0]?.headers.get("authorization")).toBe("Bearer token-1");
  });

  it("guard a route", async () => {
    const response = await app.request("/orders", {}, { AZURE_TENANT_ID: tenantId, AZURE_CLIENT_ID: clientId });
    expect(response.status).toBe(401);
  });
});
