import { afterEach, describe, expect, it, vi } from "vitest";

import { fileText } from "../examples/download-file.ts";
import { everybody } from "../examples/first-call.ts";
import { officialClient } from "../examples/microsoft-graph-client.ts";
import { subjectsFrom } from "../examples/read-mail.ts";
import { missingFor } from "../examples/what-is-missing.ts";
import { credential, fakeFetch } from "./support.ts";

function answering(...answers: readonly (() => Response)[]) {
  const { fetch, sent } = fakeFetch(...answers);
  vi.stubGlobal("fetch", fetch);
  return sent;
}

afterEach(() => {
  vi.unstubAllGlobals();
});

describe("the examples", () => {
  it("go from an app registration to the first answer", async () => {
    const sent = answering(
      () => Response.json({ access_token: "app-token", token_type: "Bearer", expires_in: 3599 }),
      () =>
        Response.json({
          value: [{ displayName: "Ada" }],
          "@odata.nextLink": "https://graph.microsoft.com/v1.0/users?p=2",
        }),
      () => Response.json({ value: [{ displayName: null }] }),
    );
    const tenantId = "11111111-1111-4111-8111-111111111111";
    expect(await everybody(tenantId, "22222222-2222-4222-8222-222222222222", "a-secret")).toEqual(["Ada", ""]);
    expect(sent.slice(1).map(({ headers }) => headers.get("authorization"))).toEqual(Array(2).fill("Bearer app-token"));
  });

  it("read a person's mail", async () => {
    const sent = answering(
      () => Response.json({ displayName: "Ada", mail: "ada@contoso.com" }),
      () => Response.json({ value: [{ subject: "One" }, { subject: null }] }),
    );
    const subjects = await subjectsFrom(credential, "ada@contoso.com", "o'neil@contoso.com");
    expect(subjects).toEqual(["Ada <ada@contoso.com>", "One", ""]);
    const filter = new URL(sent[1]?.url ?? "").searchParams.get("$filter");
    expect(filter).toBe("from/emailAddress/address eq 'o''neil@contoso.com'");
  });

  it("download a file", async () => {
    const sent = answering(
      () => new Response(null, { status: 302, headers: { location: "https://contoso.sharepoint.com/f?tempauth=x" } }),
      () => new Response("text"),
    );
    expect(await fileText(credential, "b!1", "2")).toBe("text");
    expect(sent[1]?.headers.has("authorization")).toBe(false);
  });

  it("name the permission that a path needs", async () => {
    const denied = () => Response.json({ error: { code: "accessDenied", message: "no" } }, { status: 403 });
    answering(denied);
    expect(await missingFor(credential, "/sites/root")).toMatch(/^Declare the application permission Sites\.Read\.All/);
    answering(() => Response.json({}));
    expect(await missingFor(credential, "/sites/root")).toBeUndefined();
  });

  it("serve Microsoft's own client", async () => {
    answering(() => Response.json({ value: [] }));
    expect(await officialClient(credential).api("/users").get()).toEqual({ value: [] });
  });
});
