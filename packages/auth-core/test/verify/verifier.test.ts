import { customFetch } from "@entrakit/auth-core";
import { timeSource } from "@entrakit/auth-core/transport";
import { allowEmulated, createVerifier, type VerifierOptions } from "@entrakit/auth-core/verify";
import { exportJWK, generateKeyPair, type JWTHeaderParameters, SignJWT } from "jose";
import { describe, expect, test } from "vitest";

import { fakeFetch } from "../support/fake-fetch.ts";
import { createManualTime } from "../support/manual-time.ts";

const tid = "3f6b1c52-9d0e-4a77-8f1b-2c5d7e9a0b13";
const api = "a1c7d2e4-5b8f-4c3a-9e6d-0f1b2a3c4d5e";
const caller = "0b7c1d2e-3f4a-4b5c-8d6e-7f8091a2b3c4";

const own = await generateKeyPair("RS256", { extractable: true });
const foreign = await generateKeyPair("RS256", { extractable: true });
const jwks = Response.json({ keys: [{ ...(await exportJWK(own.publicKey)), kid: "key-1", use: "sig" }] });

const seconds = (): number => Math.floor(Date.now() / 1000);

/** A version 2 token of an app, changed as a test needs it. */
async function token(
  claims: Record<string, unknown> = {},
  header: Partial<JWTHeaderParameters> = {},
  key = own.privateKey,
): Promise<string> {
  const now = seconds();
  const usual = {
    iss: `https://login.microsoftonline.com/${tid}/v2.0`,
    aud: api,
    iat: now,
    nbf: now,
    exp: now + 3600,
    ver: "2.0",
    tid,
    oid: caller,
    sub: caller,
    azp: caller,
    roles: ["Tasks.Read.All"],
    idtyp: "app",
  };
  return new SignJWT({ ...usual, ...claims })
    .setProtectedHeader({ alg: "RS256", kid: "key-1", typ: "JWT", ...header })
    .sign(key);
}

function setUp(options: Partial<VerifierOptions> = {}, ...answers: Parameters<typeof fakeFetch>) {
  const { fetch, seen } = fakeFetch(...(answers.length === 0 ? [jwks] : answers));
  return { seen, verify: createVerifier({ tenantId: tid, audience: api, [customFetch]: fetch, ...options }) };
}

function failure(code: string) {
  return expect.objectContaining({ name: "VerifyError", code, remedy: expect.stringMatching(/\w/) });
}

describe("a good token", () => {
  test("of version 2 gives its claims under one set of names", async () => {
    const claims = await setUp().verify(await token());
    expect(claims).toMatchObject({
      tid,
      oid: caller,
      clientId: caller,
      roles: ["Tasks.Read.All"],
      scopes: [],
      idtyp: "app",
      version: "2.0",
      audience: api,
    });
    expect(Math.abs(claims.expiresOn - Date.now() - 3_600_000)).toBeLessThan(5_000);
  });

  test("of version 1 gives the same, from its own issuer", async () => {
    const first = {
      ver: "1.0",
      iss: `https://sts.windows.net/${tid}/`,
      aud: `api://${api}`,
      azp: undefined,
      appid: caller,
    };
    const user = { scp: "Tasks.Read Tasks.Write", roles: undefined, idtyp: undefined };
    const { verify } = setUp({ audience: [api, `api://${api}`] });
    expect(await verify(await token({ ...first, ...user }))).toMatchObject({
      clientId: caller,
      scopes: ["Tasks.Read", "Tasks.Write"],
      roles: [],
      idtyp: "user",
      version: "1.0",
      audience: `api://${api}`,
    });
  });

  test("needs the tenant's keys once, for however many tokens", async () => {
    const { verify, seen } = setUp();
    await Promise.all(Array.from({ length: 50 }, async () => verify(await token())));
    await verify(await token());
    expect(seen.map(({ url }) => url)).toEqual([`https://login.microsoftonline.com/${tid}/discovery/v2.0/keys`]);
  });

  test("of each served tenant is checked with that tenant's keys", async () => {
    const other = "11111111-2222-4333-8444-555555555555";
    const { verify, seen } = setUp({ tenantId: undefined, tenants: [tid, other] });
    await verify(await token());
    await verify(await token({ tid: other, iss: `https://login.microsoftonline.com/${other}/v2.0` }));
    expect(seen.map(({ url }) => url.split("/")[3])).toEqual([tid, other]);
  });
});

describe("a token is refused", () => {
  const other = "11111111-2222-4333-8444-555555555555";
  test.each<[string, Record<string, unknown>, string]>([
    [
      "of a tenant that is not served",
      { tid: other, iss: `https://login.microsoftonline.com/${other}/v2.0` },
      "wrong_tenant",
    ],
    ["whose issuer is another tenant", { iss: `https://login.microsoftonline.com/${other}/v2.0` }, "wrong_issuer"],
    ["whose issuer is of the other version", { iss: `https://sts.windows.net/${tid}/` }, "wrong_issuer"],
    ["whose issuer is another cloud", { iss: `https://login.microsoftonline.us/${tid}/v2.0` }, "wrong_issuer"],
    [
      "whose issuer only begins like the right one",
      { iss: `https://login.microsoftonline.com/${tid}/v2.0.evil.example` },
      "wrong_issuer",
    ],
    ["for another API", { aud: "https://graph.microsoft.com" }, "wrong_audience"],
    ["for an audience that only contains the right one", { aud: `${api}/x` }, "wrong_audience"],
    ["that has expired", { exp: 1_700_000_000 }, "expired"],
    ["that is not valid yet", { nbf: Math.floor(Date.now() / 1000) + 3600 }, "not_yet_valid"],
    ["without an end", { exp: undefined }, "malformed"],
    ["without a tenant", { tid: undefined }, "malformed"],
    ["without a client", { azp: "" }, "malformed"],
    ["of an unknown version", { ver: "3.0" }, "malformed"],
  ])("%s", async (_, claims, code) => {
    await expect(setUp().verify(await token(claims))).rejects.toEqual(failure(code));
  });

  test("whose signature is another key's, or broken", async () => {
    const { verify } = setUp();
    await expect(verify(await token({}, {}, foreign.privateKey))).rejects.toEqual(failure("bad_signature"));
    const [header, , signature] = (await token()).split(".");
    const forged = Buffer.from(JSON.stringify({ tid, ver: "2.0", roles: ["All"] })).toString("base64url");
    await expect(verify(`${header}.${forged}.${signature}`)).rejects.toEqual(failure("bad_signature"));
  });

  test("that is signed with no algorithm, with a shared key, or with a stronger one than was agreed", async () => {
    const { verify, seen } = setUp();
    const [, payload] = (await token()).split(".");
    const header = (alg: string): string => Buffer.from(JSON.stringify({ alg, kid: "key-1" })).toString("base64url");
    for (const alg of ["none", "HS256", "RS384", "PS256", "ES256"]) {
      await expect(verify(`${header(alg)}.${payload}.c2ln`)).rejects.toEqual(failure("algorithm_refused"));
    }
    expect(seen).toHaveLength(0);
  });

  test.each(["", "x", "a.b.c", "a.b.c.d.e", `${"x".repeat(100_000)}.y.z`, "eyJhbGciOiJSUzI1NiJ9.W10.c2ln"])(
    "that is no token: %j",
    async (text) => {
      await expect(setUp().verify(text)).rejects.toEqual(failure("malformed"));
    },
  );

  test("whose key nobody published, and the keys are not asked for again at each", async () => {
    const { verify, seen } = setUp();
    for (let attempt = 0; attempt < 5; attempt += 1) {
      await expect(verify(await token({}, { kid: `guess-${attempt}` }))).rejects.toEqual(failure("unknown_key"));
    }
    expect(seen).toHaveLength(1);
  });

  test("while the keys cannot be had, as the operator's fault and not the caller's", async () => {
    const time = createManualTime();
    const { verify, seen } = setUp({ [timeSource]: time }, new TypeError("fetch failed"));
    await expect(time.settle(verify(await token()))).rejects.toEqual(failure("keys_unavailable"));
    expect(seen).toHaveLength(4);
    await expect(setUp({}, new Response("no", { status: 404 })).verify(await token())).rejects.toEqual(
      failure("keys_unavailable"),
    );
    await expect(setUp({}, new Response("<html>")).verify(await token())).rejects.toEqual(failure("keys_unavailable"));
  });

  test("without a word of it in the message", async () => {
    const text = await token({ aud: "other" });
    const error: unknown = await setUp()
      .verify(text)
      .catch((reason: unknown) => reason);
    for (const part of text.split(".")) expect(String(error)).not.toContain(part);
  });
});

describe("an emulator's token", () => {
  test("is refused, before anything is fetched, unless it is asked for by name", async () => {
    const emulated = await token({}, { "entrakit-emulator": true });
    const { verify, seen } = setUp();
    await expect(verify(emulated)).rejects.toEqual(failure("emulated"));
    expect(seen).toHaveLength(0);
    expect(await setUp({ [allowEmulated]: true }).verify(emulated)).toMatchObject({ tid });
  });
});

describe("a verifier's own configuration", () => {
  test.each<[string, Partial<VerifierOptions>]>([
    ["tenantId", { tenantId: undefined }],
    ["tenantId", { tenantId: "common" }],
    ["tenantId", { tenantId: "contoso.onmicrosoft.com" }],
    ["audience", { audience: "" }],
    ["audience", { audience: [] }],
  ])("names the option %s: %j", (option, wrong) => {
    expect(() => setUp(wrong)).toThrow(expect.objectContaining({ name: "ConfigurationError", option }));
  });
});
