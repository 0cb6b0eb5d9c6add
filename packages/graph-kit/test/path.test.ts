import { describe, expect, it } from "vitest";

import { odata } from "../src/index.ts";
import { fillPath } from "../src/path.ts";

describe("path parameters", () => {
  it.each([
    ["contoso.sharepoint.com,2C7C5F51,9E0BF7D1", "contoso.sharepoint.com,2C7C5F51,9E0BF7D1"],
    ["b!-RIj2DuyvEy", "b!-RIj2DuyvEy"],
    ["o'neil@contoso.com", "o%27neil%40contoso.com"],
    ["AAMkAGI2/+T=", "AAMkAGI2%2F%2BT%3D"],
    ["a?b#c%2F", "a%3Fb%23c%252F"],
    ["$batch", "%24batch"],
    ["f(x)*", "f%28x%29%2A"],
    ["Zoë 🌍", "Zo%C3%AB%20%F0%9F%8C%8D"],
    ["..%2f..", "..%252f.."],
  ])("sends %s as one segment", (value, encoded) => {
    const path = fillPath("/users/{userId}/messages", { userId: value });
    expect(path).toBe(`/users/${encoded}/messages`);
    expect(new URL(path, "https://graph.microsoft.com/v1.0/").pathname.split("/")).toHaveLength(4);
    expect(decodeURIComponent(path)).toBe(`/users/${value}/messages`);
  });

  it.each(["", ".", "..", "\uD800"])("refuses %j, which would address something else", (userId) => {
    expect(() => fillPath("/users/{userId}", { userId })).toThrow(
      expect.objectContaining({ kind: "invalid_parameter" }),
    );
  });

  it("refuses a parameter that is missing", () => {
    expect(() => fillPath("/users/{userId}")).toThrow(/"userId"/);
    expect(() => fillPath("/users/{toString}", {})).toThrow(expect.objectContaining({ kind: "invalid_parameter" }));
  });

  it("fills each placeholder with its own value, without looking at what a value contains", () => {
    expect(fillPath("/a/{x}/b/{y}", { x: "{y}", y: 2 })).toBe("/a/%7By%7D/b/2");
  });

  it("doubles quotes within an OData string literal, and lets it be empty", () => {
    const path = "/applications(uniqueName='{uniqueName}')";
    expect(fillPath(path, { uniqueName: "it's" })).toBe("/applications(uniqueName='it%27%27s')");
    expect(fillPath(path, { uniqueName: "" })).toBe("/applications(uniqueName='')");
  });

  it("keeps the slashes of a file path, and refuses steps in it", () => {
    const path = "/drives/{driveId}/root:/{itemPath}:/content";
    const filled = fillPath(path, { driveId: "d", itemPath: "Docs/a b:c/ü.md" });
    expect(filled).toBe("/drives/d/root:/Docs/a%20b%3Ac/%C3%BC.md:/content");
    expect(() => fillPath(path, { driveId: "d", itemPath: "Docs/../../x" })).toThrow(/itemPath/);
  });
});

describe("odata", () => {
  it("quotes strings so that a value never becomes syntax", () => {
    const name = "O'Neil' or '1' eq '1";
    expect(odata`displayName eq ${name} and accountEnabled eq ${true}`).toBe(
      "displayName eq 'O''Neil'' or ''1'' eq ''1' and accountEnabled eq true",
    );
    expect(odata`size gt ${5} and at ge ${new Date(0)}`).toBe("size gt 5 and at ge 1970-01-01T00:00:00.000Z");
    expect(odata`name eq ${""}`).toBe("name eq ''");
  });
});
