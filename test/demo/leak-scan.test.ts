import { expect, test } from "vitest";

import { findLeaks } from "../../scripts/demo/leak-scan.ts";

const secret = "s3cr3t~with/odd+characters?";
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
