import { EntraError } from "@entrakit/auth-core";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";

import { graphScope, setUpAppOnly } from "./support/entra.ts";

async function errorOf(status: number, body: string, headers: Record<string, string> = {}): Promise<EntraError> {
  // A busy service is asked again; the answer stays the same.
  const { credential, time } = setUpAppOnly({}, new Response(body, { status, headers }));
  const error: unknown = await time.settle(credential.getToken(graphScope)).catch((reason: unknown) => reason);
  if (!EntraError.isInstance(error)) throw new Error("not an EntraError", { cause: error });
  return error;
}

const id = "c0ffee00-1111-2222-3333-444444444444";

describe("what kind of failure it is", () => {
  test.each([
    ["the suberror before the error", 400, { error: "interaction_required", suberror: "message_only" }, "user_blocked"],
    [
      "the suberror of a missing consent",
      400,
      { error: "invalid_grant", suberror: "consent_required" },
      "consent_required",
    ],
    ["claims before the error", 400, { error: "invalid_grant", claims: '{"access_token":{}}' }, "interaction_required"],
    ["the error alone", 400, { error: "invalid_grant" }, "reauth"],
    ["an app that is not set up", 400, { error: "unauthorized_client" }, "config_error"],
    ["a wrong credential", 401, { error: "invalid_client" }, "credential_error"],
    [
      "clocks that differ",
      401,
      {
        error: "invalid_client",
        error_description: "AADSTS700024: Client assertion is not within its valid time range.",
      },
      "clock_skew",
    ],
    ["a wrong request", 400, { error: "invalid_scope" }, "client_bug"],
    ["too many requests", 429, { error: "invalid_grant" }, "throttled"],
    ["a service in trouble", 503, { error: "invalid_client" }, "service_unavailable"],
    ["a prototype's name", 400, { error: "constructor", suberror: "__proto__" }, "invalid_response"],
    ["nothing known", 418, {}, "invalid_response"],
  ])("is told by %s", async (_, status, body, code) => {
    expect(await errorOf(status, JSON.stringify(body))).toMatchObject({ code, status });
  });

  test("keeps a claims challenge byte by byte", async () => {
    const claims = '{"access_token": {"capolids":{"essential":true,"values":["x"]}} }';
    expect((await errorOf(400, JSON.stringify({ error: "interaction_required", claims }))).claims).toBe(claims);
  });
});

describe("the form that an error comes in", () => {
  test.each([
    ["lines", `AADSTS70011: Bad scope.\r\nTrace ID: ${id}\r\nCorrelation ID: ${id}\r\nTimestamp: 2026-01-01 00:00:00Z`],
    ["one line", `AADSTS70011: Bad scope. Trace ID: ${id} Correlation ID: ${id} Timestamp: 2026-01-01 00:00:00Z`],
    ["tabs", `AADSTS70011: Bad scope.\n\tTrace ID: ${id}\n\tCorrelation ID: ${id}\n\tTimestamp: 2026-01-01 00:00:00Z`],
  ])("may part its trailer by %s", async (_, description) => {
    const error = await errorOf(400, JSON.stringify({ error: "invalid_scope", error_description: description }));
    expect(error).toMatchObject({
      aadsts: [70011],
      correlationId: id,
      traceId: id,
      message: "invalid_scope: AADSTS70011: Bad scope. Check the scopes and the options of this request.",
    });
  });

  test("may name several codes, in the list and in the text", async () => {
    const body = {
      error: "invalid_client",
      error_codes: [70002, 70008],
      error_description: "AADSTS70002: x AADSTS50012: y",
    };
    expect((await errorOf(400, JSON.stringify(body))).aadsts).toEqual([70002, 70008, 50012]);
  });

  test("may name none, and none is invented", async () => {
    expect(
      (await errorOf(400, JSON.stringify({ error: "invalid_grant", error_description: "code 12345" }))).aadsts,
    ).toEqual([]);
  });

  test("may be SOAP, HTML, bare text or nothing", async () => {
    const soap = "<S:Fault><psf:text>AADSTS53003: Access has been blocked.</psf:text></S:Fault>";
    expect(await errorOf(400, soap)).toMatchObject({
      aadsts: [53003],
      error: undefined,
      message: expect.stringMatching(/^HTTP 400: AADSTS53003: Access has been blocked\. \w/),
    });
    expect((await errorOf(502, "<html><body>Bad Gateway</body></html>")).message).toMatch(/^HTTP 502: Bad Gateway\. /);
    expect((await errorOf(400, "")).message).toMatch(/^HTTP 400\. /);
    expect((await errorOf(400, "null")).message).toMatch(/^HTTP 400: null\. /);
  });

  test("shows no token, however it got there", async () => {
    const jwt = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0.c2lnbmF0dXJl";
    expect(
      (await errorOf(400, JSON.stringify({ error: "invalid_grant", error_description: `bad ${jwt} here` }))).message,
    ).toBe("invalid_grant: bad [redacted] here. Sign in again.");
  });

  test("is cut where it is very long", async () => {
    expect(
      (await errorOf(400, JSON.stringify({ error: "x", error_description: "y".repeat(100_000) }))).message.length,
    ).toBeLessThan(700);
  });
});

describe("the remedy", () => {
  const catalogue = Symbol.for("entrakit.aadsts");
  afterEach(() => {
    Reflect.deleteProperty(globalThis, catalogue);
  });

  test("is there without a catalogue", async () => {
    expect((await errorOf(401, JSON.stringify({ error: "invalid_client" }))).remedy).toMatch(
      /certificates and secrets/,
    );
  });

  test("is the catalogue's where one is registered and knows the code", async () => {
    Reflect.set(globalThis, catalogue, (code: number) => (code === 700027 ? "Upload the certificate." : undefined));
    const body = (codes: number[]) => JSON.stringify({ error: "invalid_client", error_codes: codes });
    expect((await errorOf(401, body([70002, 700027]))).remedy).toBe("Upload the certificate.");
    expect((await errorOf(401, body([70002]))).remedy).toMatch(/certificates and secrets/);
  });

  test("of a service that is busy says until when", async () => {
    const error = await errorOf(400, JSON.stringify({ error: "temporarily_unavailable" }), { "retry-after": "30" });
    expect(error).toMatchObject({ code: "service_unavailable", retryAt: expect.any(Number) });
  });
});

interface Recorded {
  readonly id: string;
  readonly format: string;
  readonly http_status: number;
  readonly body: unknown;
  readonly aadsts: number;
  readonly expected_class: string;
}

const recordings = join(import.meta.dirname, "../../../../shared/data/errors/entra-errors.json");

describe.skipIf(!existsSync(recordings))("recorded errors (../shared/data/errors)", () => {
  const all: Recorded[] = existsSync(recordings) ? JSON.parse(readFileSync(recordings, "utf8")) : [];
  const bodies = all.filter(({ body }) => body !== undefined && body !== null);

  test.each(bodies)("$id is read, and its AADSTS code found", async ({ http_status, body, aadsts }) => {
    const error = await errorOf(http_status, typeof body === "string" ? body : JSON.stringify(body));
    expect(error.aadsts).toContain(aadsts);
  });

  const entra = bodies.filter(
    ({ format, body }) => format === "json-body" && JSON.stringify(body).includes('"suberror"'),
  );
  test.each(entra)("$id is of the class $expected_class", async ({ http_status, body, expected_class }) => {
    expect((await errorOf(http_status, JSON.stringify(body))).code).toBe(expected_class);
  });
});
