import { describe, expect, it } from "vitest";

import { bearer, compose, deadline, type FetchLayer, observe, retry, timeout } from "../src/index.ts";
import { fakeCredential, fakeFetch } from "./support.ts";

const { credential } = fakeCredential();
const identity = bearer({ credential, resource: "graph" });

describe("compose", () => {
  it("takes the layers outermost first", async () => {
    const { fetch, sent } = fakeFetch();
    const call = compose(
      fetch,
      observe(() => {}),
      deadline(1000),
      retry(),
      timeout(),
      identity,
    );
    expect((await call("https://graph.microsoft.com/v1.0/me")).status).toBe(200);
    expect(sent[0]?.headers.get("authorization")).toBe("Bearer token-1");
  });

  it("gives the base itself where there are no layers", () => {
    const { fetch } = fakeFetch();
    expect(compose(fetch)).toBe(fetch);
  });

  it.each<[string, readonly FetchLayer[]]>([
    ["a layer that would see the token", [identity, observe(() => {})]],
    ["a retry that would re-send the same token", [identity, retry()]],
    ["a time limit around all retries", [timeout(), retry()]],
    ["two of a kind", [identity, identity]],
  ])("refuses %s", (_, layers) => {
    expect(() => compose(fakeFetch().fetch, ...layers)).toThrow(
      expect.objectContaining({ name: "EdgeFetchError", code: "layer_order" }),
    );
  });
});
