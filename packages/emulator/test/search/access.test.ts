import { describe, expect, test } from "vitest";

import { resourcesOf } from "../../src/arm/seed.ts";
import { appToken, codeOf, partOf, send, textOf } from "../calls.ts";
import { definition, documents, newService } from "./support.ts";

describe("Who may use the search service", () => {
  test("without a token or with one for another audience the answer is 401 with a challenge, and the second is recorded", async () => {
    const { tenant } = await newService();
    const url = `${resourcesOf(tenant).searchEndpoint}/indexes?api-version=2026-04-01`;
    const bare = await send(tenant, "GET", url);
    expect([bare.status, bare.text]).toEqual([401, ""]);
    expect(bare.headers.get("www-authenticate")).toContain('resource_id="https://search.azure.com"');
    const wrong = await send(tenant, "GET", url, { authorization: `Bearer ${await appToken(tenant, [])}` });
    expect(wrong.status).toBe(401);
    expect(tenant.log.violations.map(({ kind }) => kind)).toEqual(["token-audience"]);
  });

  test("without a role the answer is 403 with nothing in it", async () => {
    const { call } = await newService([]);
    const answer = await call("GET", "/indexes");
    expect([answer.status, answer.text]).toEqual([403, ""]);
  });

  test("the service contributor defines indexes and reads no documents; the data reader only reads them", async () => {
    const manager = await newService(["Search Service Contributor"]);
    expect((await manager.call("POST", "/indexes", definition)).status).toBe(201);
    expect((await manager.call("POST", "/indexes('docs')/docs/search.index", { value: documents })).status).toBe(403);
    expect((await manager.search({ search: "key" })).status).toBe(403);
    const reader = await newService(["Search Index Data Reader"]);
    expect((await reader.call("POST", "/indexes", definition)).status).toBe(403);
    expect((await reader.search({ search: "key" })).status).toBe(404);
  });

  test("an admin key does everything, a query key only searches, another key nothing", async () => {
    const { tenant } = await newService([]);
    const [service] = tenant.search.services.values();
    const { searchEndpoint } = resourcesOf(tenant);
    const call = (key: string, method: string, path: string, body?: object) =>
      send(tenant, method, `${searchEndpoint}${path}?api-version=2024-07-01`, { "api-key": key }, body);
    const [admin = "", query = ""] = [service?.adminKeys[0], service?.queryKeys[0]];
    expect((await call(query, "POST", "/indexes", definition)).status).toBe(403);
    expect((await call(admin, "POST", "/indexes", definition)).status).toBe(201);
    expect((await call(query, "POST", "/indexes/docs/docs/search", { search: "*" })).status).toBe(200);
    expect((await call(query, "POST", "/indexes/docs/docs/index", { value: documents })).status).toBe(403);
    expect((await call("nonsense", "GET", "/indexes")).status).toBe(403);
    expect([...tenant.secrets.entries.keys()]).toContain(admin);
  });

  test("the api-version is required and must be one that exists; previews are accepted", async () => {
    const { tenant, call } = await newService();
    const { searchEndpoint } = resourcesOf(tenant);
    expect(codeOf(await send(tenant, "GET", `${searchEndpoint}/indexes`))).toBe("MissingApiVersionParameter");
    expect((await send(tenant, "GET", `${searchEndpoint}/indexes?api-version=1999-01-01`)).status).toBe(400);
    expect((await call("GET", "/indexes?api-version=2026-05-01-preview")).status).toBe(200);
  });

  test("what is not played is answered 501 in plain words, permissions on documents above all", async () => {
    const { call } = await newService();
    expect((await call("GET", "/indexers")).status).toBe(501);
    const guarded = { ...definition, permissionFilterOption: "enabled" };
    const answer = await call("POST", "/indexes", guarded);
    expect(answer.status).toBe(501);
    expect(textOf(partOf(answer.body, "error"), "message")).toContain("document-level permissions");
  });
});
