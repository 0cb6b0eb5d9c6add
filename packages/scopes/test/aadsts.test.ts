import { describe, expect, test } from "vitest";

import { aadstsCatalogue, explain } from "../src/aadsts.ts";

/** Codes that an app with a certificate, a federated credential or a user meets first. */
const central = [
  700027, 700024, 7000214, 1000502, 7000274, 7000277, 7000215, 7000222, 700016, 700021, 700023, 65001, 650052, 650053,
  50011, 9010010, 901002, 900144, 53003, 500011, 7000218, 70011, 90094, 50076, 50079, 50173, 50013, 70021, 700211,
  700212, 700213, 70008, 700082, 90002, 50020,
];

describe("the catalogue", () => {
  test("holds every central code, each once", () => {
    const codes = aadstsCatalogue.map(({ code }) => code);
    expect(central.filter((code) => !codes.includes(code))).toEqual([]);
    expect(new Set(codes).size).toBe(codes.length);
  });

  test.each(["title", "cause", "fix"] as const)("shares no %s between two codes", (field) => {
    expect(new Set(aadstsCatalogue.map((entry) => entry[field].toLowerCase())).size).toBe(aadstsCatalogue.length);
  });

  test("links Microsoft's pages alone", () => {
    for (const { docs } of aadstsCatalogue) expect(new URL(docs).host).toBe("learn.microsoft.com");
  });

  test("asks for another look at the certificate for exactly the six certificate codes", () => {
    const reload = aadstsCatalogue.filter(({ retry }) => retry === "reload-certificate").map(({ code }) => code);
    expect(new Set(reload)).toEqual(new Set([700027, 700024, 7000214, 1000502, 7000274, 7000277]));
  });
});

describe("explain", () => {
  test.each([
    [700027],
    ["700027"],
    ["AADSTS700027"],
    ["aadsts700027: Client assertion contains an invalid signature."],
    ['{"error":"invalid_client","error_codes":[700027],"error_description":"…"}'],
    ["invalid_client: 700027 - [2026-01-01 00:00:00Z]: AADSTS… - Correlation ID: 1"],
  ])("knows the code in %s", (input) => {
    expect(explain(input)?.code).toBe(700027);
  });

  test("passes over codes that it does not know", () => {
    expect(explain("AADSTS99999: x. AADSTS65001: y.")?.code).toBe(65001);
  });

  test.each([
    "",
    "AADSTS",
    "AADSTS99999",
    "error 65001 of 70000",
    "Correlation ID: 50011000-0000-0000-0000-000000000000",
  ])("is undefined for %j", (text) => {
    expect(explain(text)).toBeUndefined();
  });
});

test("importing the catalogue lets errors elsewhere look up what to do", () => {
  const lookUp: unknown = Reflect.get(globalThis, Symbol.for("entrakit.aadsts"));
  if (typeof lookUp !== "function") throw new Error("nothing is registered");
  expect(Reflect.apply(lookUp, undefined, [700027])).toBe(explain("AADSTS700027")?.fix);
  expect(Reflect.apply(lookUp, undefined, [1])).toBeUndefined();
});
