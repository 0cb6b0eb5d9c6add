import { appOnly, ClientCertificate, ConfigurationError, customFetch, webCryptoSigner } from "@entrakit/auth-core";
import { timeSource } from "@entrakit/auth-core/transport";
import { createHash, generateKeyPairSync, verify, constants } from "node:crypto";
import { describe, expect, test } from "vitest";

import { clientId, tenantId, tokenResponse } from "./support/entra.ts";
import { fakeFetch } from "./support/fake-fetch.ts";
import { createManualTime } from "./support/manual-time.ts";

const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const keyPem = privateKey.export({ format: "pem", type: "pkcs8" }).toString();
// Only its digest is used: any bytes will do.
const der = Buffer.from("not read, only hashed");
const certificatePem = `-----BEGIN CERTIFICATE-----\n${der.toString("base64")}\n-----END CERTIFICATE-----\n`;
const x5tS256 = createHash("sha256").update(der).digest("base64url");

function decode(part: string | undefined): Record<string, unknown> {
  return JSON.parse(Buffer.from(part ?? "", "base64url").toString("utf8"));
}

function signatureHolds(assertion: string): boolean {
  const [header, payload, signature = ""] = assertion.split(".");
  const key = { key: publicKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 };
  return verify("sha256", Buffer.from(`${header}.${payload}`), key, Buffer.from(signature, "base64url"));
}

async function assertionsOf(count: number, failFirst = false): Promise<{ assertions: string[]; now: number }> {
  const time = createManualTime();
  const busy = new Response("", { status: 503, headers: { "retry-after": "1" } });
  const { fetch, seen } = fakeFetch(...(failFirst ? [busy] : []), tokenResponse());
  const signer = await webCryptoSigner({ privateKey: keyPem, certificate: certificatePem });
  const options = {
    tenantId,
    clientId,
    clientAuth: ClientCertificate(signer),
    [customFetch]: fetch,
    [timeSource]: time,
  };
  const credential = appOnly(options);
  for (let index = 0; index < count; index += 1) await time.settle(credential.getToken(`api://${index}/.default`));
  return { assertions: seen.map(({ form }) => form.get("client_assertion") ?? ""), now: time.now() };
}

describe("a client assertion", () => {
  test("is a PS256 JWT that names the certificate by SHA-256 and the token endpoint as its audience", async () => {
    const { assertions, now } = await assertionsOf(1);
    const [header, payload] = (assertions[0] ?? "").split(".");
    expect(decode(header)).toEqual({ alg: "PS256", typ: "JWT", "x5t#S256": x5tS256 });
    const seconds = Math.floor(now / 1000);
    expect(decode(payload)).toEqual({
      aud: `https://login.microsoftonline.com/${tenantId}/oauth2/v2.0/token`,
      iss: clientId,
      sub: clientId,
      jti: expect.stringMatching(/^[0-9a-f-]{36}$/),
      iat: seconds,
      nbf: seconds - 60,
      exp: seconds + 540,
    });
    expect(signatureHolds(assertions[0] ?? "")).toBe(true);
  });

  test("is made anew for every request, so that no jti comes twice", async () => {
    const { assertions } = await assertionsOf(20);
    expect(new Set(assertions.map((assertion) => decode(assertion.split(".")[1])["jti"])).size).toBe(20);
  });

  test("is made anew for a retry as well", async () => {
    const { assertions } = await assertionsOf(1, true);
    const ids = assertions.map((assertion) => decode(assertion.split(".")[1])["jti"]);
    expect(ids).toHaveLength(2);
    expect(ids[0]).not.toBe(ids[1]);
  });
});

describe("webCryptoSigner", () => {
  const data = new TextEncoder().encode("signing input");
  const holds = (signature: Uint8Array): boolean =>
    verify("sha256", data, { key: publicKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 }, signature);

  test.each([
    ["a PEM key", keyPem],
    ["a PEM text that holds certificate and key", `${certificatePem}${keyPem}`],
    ["a JWK", privateKey.export({ format: "jwk" })],
    [
      "a JWK made for another algorithm",
      { ...privateKey.export({ format: "jwk" }), alg: "RS256", use: "sig", key_ops: ["sign"], ext: false },
    ],
  ])("signs with %s", async (_, key) => {
    const signer = await webCryptoSigner({ privateKey: key, certificate: certificatePem });
    expect(signer).toMatchObject({ alg: "PS256", x5tS256 });
    expect(holds(await signer.sign(data))).toBe(true);
  });

  test("signs with a CryptoKey, and takes the thumbprint alone", async () => {
    const algorithm = { name: "RSA-PSS", hash: "SHA-256" };
    const der8 = new Uint8Array(privateKey.export({ format: "der", type: "pkcs8" }));
    const key = await crypto.subtle.importKey("pkcs8", der8, algorithm, false, ["sign"]);
    const signer = await webCryptoSigner({ privateKey: key, certificate: { x5tS256 } });
    expect(holds(await signer.sign(data))).toBe(true);
    expect(signer.x5c).toBeUndefined();
  });

  test("sends the chain only when asked to", async () => {
    const two =
      certificatePem + certificatePem.replace(der.toString("base64"), Buffer.from("issuer").toString("base64"));
    expect((await webCryptoSigner({ privateKey: keyPem, certificate: two })).x5c).toBeUndefined();
    const signer = await webCryptoSigner({ privateKey: keyPem, certificate: two, sendChain: true });
    expect(signer.x5c).toEqual([der.toString("base64"), Buffer.from("issuer").toString("base64")]);
  });

  const ec = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey;
  const encrypted = privateKey
    .export({ format: "pem", type: "pkcs8", cipher: "aes-256-cbc", passphrase: "x" })
    .toString();
  test.each([
    ["an EC JWK", { privateKey: ec.export({ format: "jwk" }), certificate: certificatePem }, "privateKey", /RSA/],
    [
      "an EC PEM",
      { privateKey: ec.export({ format: "pem", type: "pkcs8" }).toString(), certificate: certificatePem },
      "privateKey",
      /cannot be read/,
    ],
    [
      "a public JWK",
      { privateKey: publicKey.export({ format: "jwk" }), certificate: certificatePem },
      "privateKey",
      /public key/,
    ],
    ["an encrypted PEM", { privateKey: encrypted, certificate: certificatePem }, "privateKey", /ENCRYPTED PRIVATE KEY/],
    [
      "a PKCS#1 PEM",
      { privateKey: privateKey.export({ format: "pem", type: "pkcs1" }).toString(), certificate: certificatePem },
      "privateKey",
      /RSA PRIVATE KEY/,
    ],
    ["no key", { privateKey: certificatePem, certificate: certificatePem }, "privateKey", /no private key/],
    ["no certificate", { privateKey: keyPem, certificate: keyPem }, "certificate", /no certificate/],
    [
      "a SHA-1 thumbprint",
      { privateKey: keyPem, certificate: { x5tS256: "qPKxJk4y0E5H6jz0vPLyVw4hW2A" } },
      "x5tS256",
      /SHA-256/,
    ],
  ])("refuses %s and says why", async (_, options, option, message) => {
    const error: unknown = await webCryptoSigner(options).catch((reason: unknown) => reason);
    expect(ConfigurationError.isInstance(error)).toBe(true);
    expect(error).toEqual(expect.objectContaining({ option, message: expect.stringMatching(message) }));
    expect(String(error)).not.toContain(keyPem.split("\n")[2]);
  });
});
