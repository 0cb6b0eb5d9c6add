import { expect, test } from "vitest";

import { findLeaks } from "../../scripts/demo/leak-scan.ts";

const secret = "s3c8Q~with/odd+characters?";
const secrets = new Map([[secret, "client-secret"]]);
const scan = (text: string) => findLeaks(secrets, new Map([["log", text]]));

test("a secret is found as it is", () => {
  expect(scan(`before ${secret} after`)).toEqual([{ kind: "client-secret", form: "raw", place: "log" }]);
});

test("a secret is found as a form or a URL carries it", () => {
  expect(scan(`client_secret=${encodeURIComponent(secret)}&x=1`)).toContainEqual(
    expect.objectContaining({ form: "url-encoded" }),
  );
});

test("a secret is found in a form's body, which encodes more than a URL does", () => {
  expect(scan(new URLSearchParams({ client_secret: secret }).toString())).toContainEqual(
    expect.objectContaining({ form: "url-encoded" }),
  );
});

test.each([
  ["as JSON", (pem: string) => JSON.stringify({ pem })],
  ["with CRLF", (pem: string) => pem.replaceAll("\n", "\r\n")],
  ["indented", (pem: string) => pem.replaceAll("\n", "\n    ")],
])("a key in PEM is found %s", (_how, written) => {
  const pem = `-----BEGIN PRIVATE KEY-----\n${"MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7\n".repeat(3)}-----END PRIVATE KEY-----\n`;
  const found = findLeaks(new Map([[pem, "private-key"]]), new Map([["log", `before ${written(pem)} after`]]));
  expect(found).toContainEqual({ kind: "private-key", form: "raw", place: "log" });
});

test.each(["", "a", "ab", "client-id:"])("a secret is found in base64 behind %j", (before) => {
  const text = Buffer.from(`${before}${secret}tail`).toString("base64");
  expect(scan(`authorization: Basic ${text}`)).toContainEqual(expect.objectContaining({ form: "base64" }));
  const url = Buffer.from(`${before}${secret}tail`).toString("base64url");
  expect(scan(url)).toContainEqual(expect.objectContaining({ form: "base64" }));
});

test("a leak names the kind and the place, never the value", () => {
  expect(JSON.stringify(scan(secret))).not.toContain(secret);
});

test("a text without the secret has no leak", () => {
  expect(scan("app 7238324a, 12 people, certificate made in the vault")).toEqual([]);
});
