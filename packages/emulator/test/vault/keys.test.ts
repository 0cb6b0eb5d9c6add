import {
  type KeyObject,
  constants,
  createHash,
  createPublicKey,
  generateKeyPairSync,
  privateDecrypt,
  publicEncrypt,
  verify,
} from "node:crypto";
import { beforeAll, describe, expect, test } from "vitest";

import { resourcesOf } from "../../src/arm/seed.ts";
import { createSecretRegister } from "../../src/secrets.ts";
import { type Tenant, createTenant } from "../../src/tenant.ts";
import { generateKey } from "../../src/vault/key-material.ts";
import { privateOperationByBigInt } from "../../src/vault/rsa.ts";
import { type Answer, appWithRoles, makeCertificate, pathOf, publicKeyOf, vaultCaller } from "./setup.ts";

const message = Buffer.from("what is to be signed");

describe("keys of a vault", () => {
  let tenant: Tenant;
  let vaultUrl: string;
  let vault: (method: string, path: string, body?: object) => Promise<Answer>;
  let publicKey: KeyObject;

  beforeAll(async () => {
    tenant = createTenant({ seed: "vault-keys" });
    ({ vaultUrl } = resourcesOf(tenant));
    vault = await vaultCaller(tenant, await appWithRoles(tenant, "Key Vault Administrator"));
    const shown = await vault("POST", "/keys/k1/create", { kty: "RSA" });
    publicKey = publicKeyOf(shown);
  });

  test("a new key shows its public half and the operations that it may do", async () => {
    const shown = await vault("GET", "/keys/k1");
    expect(shown.at("key.kid")).toMatch(new RegExp(`^${vaultUrl}/keys/k1/[0-9a-f]{32}$`));
    expect(shown.members("key")).toEqual(["e", "key_ops", "kid", "kty", "n"]);
    expect(shown.at("key.key_ops")).toEqual(["encrypt", "decrypt", "sign", "verify", "wrapKey", "unwrapKey"]);
    expect(shown.at("attributes")).toMatchObject({ enabled: true, key_size: 2048, exportable: false });
  });

  test("older versions of the API show fewer attributes of a key", async () => {
    const shown = await vault("GET", "/keys/k1?api-version=7.3");
    expect(shown.members("attributes")).toEqual(["created", "enabled", "recoverableDays", "recoveryLevel", "updated"]);
  });

  test.each([
    ["PS256", "sha256", true],
    ["PS384", "sha384", true],
    ["PS512", "sha512", true],
    ["RS256", "sha256", false],
    ["RS384", "sha384", false],
    ["RS512", "sha512", false],
  ])("%s over a digest is a signature that others accept", async (alg, hash, isPss) => {
    const value = createHash(hash).update(message).digest("base64url");
    const shown = await vault("POST", "/keys/k1/sign", { alg, value });
    const signature = Buffer.from(shown.text("value"), "base64url");
    const padding = isPss
      ? { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST }
      : { padding: constants.RSA_PKCS1_PADDING };
    expect(verify(hash, message, { key: publicKey, ...padding }, signature)).toBe(true);
    const verified = await vault("POST", "/keys/k1/verify", { alg, digest: value, value: shown.at("value") });
    expect(verified.body).toEqual({ value: true });
    signature[10] = (signature[10] ?? 0) ^ 1;
    const broken = await vault("POST", "/keys/k1/verify", {
      alg,
      digest: value,
      value: signature.toString("base64url"),
    });
    expect(broken.body).toEqual({ value: false });
  });

  test("a signature of one algorithm is none of another", async () => {
    const value = createHash("sha256").update(message).digest("base64url");
    const shown = await vault("POST", "/keys/k1/sign", { alg: "PS256", value });
    const other = await vault("POST", "/keys/k1/verify", { alg: "RS256", digest: value, value: shown.at("value") });
    expect(other.body).toEqual({ value: false });
  });

  test("two PS256 signatures of one digest differ, as their salt is random", async () => {
    const value = createHash("sha256").update(message).digest("base64url");
    const first = await vault("POST", "/keys/k1/sign", { alg: "PS256", value });
    const second = await vault("POST", "/keys/k1/sign", { alg: "PS256", value });
    expect(first.at("value")).not.toBe(second.at("value"));
  });

  test("a certificate's key signs for the certificate, by name and by version", async () => {
    const certificate = await makeCertificate(vault, "signer", { key_props: { exportable: false } });
    const key = publicKeyOf(await vault("GET", "/keys/signer"));
    const value = createHash("sha256").update(message).digest("base64url");
    const shown = await vault("POST", `${pathOf(certificate.text("kid"))}/sign`, { alg: "PS256", value });
    expect(shown.at("kid")).toBe(certificate.at("kid"));
    const pss = { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 };
    expect(verify("sha256", message, pss, Buffer.from(shown.text("value"), "base64url"))).toBe(true);
  });

  test.each([
    ["a digest of another length", { alg: "PS256", value: Buffer.alloc(31).toString("base64url") }],
    ["an algorithm that does not exist", { alg: "PS1", value: Buffer.alloc(32).toString("base64url") }],
    ["an algorithm for other keys", { alg: "ES256", value: Buffer.alloc(32).toString("base64url") }],
    ["no algorithm", { value: Buffer.alloc(32).toString("base64url") }],
    ["a value that is not base64url", { alg: "PS256", value: "***" }],
  ])("%s is refused", async (_case, body) => {
    const answer = await vault("POST", "/keys/k1/sign", body);
    expect(answer.status).toBe(400);
    expect(answer.at("error.code")).toBe("BadParameter");
  });

  test("an operation outside key_ops is refused", async () => {
    await vault("POST", "/keys/verifier/create", { kty: "RSA", key_ops: ["verify"] });
    const value = createHash("sha256").update(message).digest("base64url");
    const answer = await vault("POST", "/keys/verifier/sign", { alg: "PS256", value });
    expect(answer.status).toBe(403);
    expect(answer.body).toEqual({
      error: {
        code: "Forbidden",
        message: "Operation sign is not permitted on this key.",
        innererror: { code: "KeyOperationForbidden" },
      },
    });
  });

  test("an expired key signs no more, but still verifies", async () => {
    const now = Math.floor(tenant.clock.now() / 1000);
    await vault("POST", "/keys/short/create", { kty: "RSA", attributes: { exp: now + 3600 } });
    const value = createHash("sha256").update(message).digest("base64url");
    const signed = await vault("POST", "/keys/short/sign", { alg: "RS256", value });
    const shown = await vault("GET", "/keys/short");
    const patched = await vault("PATCH", pathOf(shown.text("key.kid")), { attributes: { exp: now - 1 } });
    expect(patched.status).toBe(200);
    expect((await vault("POST", "/keys/short/sign", { alg: "RS256", value })).status).toBe(403);
    const verified = await vault("POST", "/keys/short/verify", {
      alg: "RS256",
      digest: value,
      value: signed.at("value"),
    });
    expect(verified.at("value")).toBe(true);
  });

  test.each([
    ["RSA-OAEP", "sha1"],
    ["RSA-OAEP-256", "sha256"],
  ])("%s opens what others sealed, and seals what it can open", async (alg, oaepHash) => {
    const sealed = publicEncrypt({ key: publicKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash }, message);
    const opened = await vault("POST", "/keys/k1/decrypt", { alg, value: sealed.toString("base64url") });
    expect(Buffer.from(opened.text("value"), "base64url")).toEqual(message);
    const wrapped = await vault("POST", "/keys/k1/wrapKey", { alg, value: message.toString("base64url") });
    const unwrapped = await vault("POST", "/keys/k1/unwrapKey", { alg, value: wrapped.at("value") });
    expect(Buffer.from(unwrapped.text("value"), "base64url")).toEqual(message);
    const wrong = await vault("POST", "/keys/k1/decrypt", { alg, value: Buffer.alloc(256, 1).toString("base64url") });
    expect(wrong.status).toBe(400);
  });

  test("keys of the curve P-256 show their point and sign nothing here", async () => {
    const shown = await vault("POST", "/keys/curve/create", { kty: "EC", crv: "P-256" });
    expect(shown.members("key")).toEqual(["crv", "key_ops", "kid", "kty", "x", "y"]);
    const value = Buffer.alloc(32).toString("base64url");
    expect((await vault("POST", "/keys/curve/sign", { alg: "ES256", value })).status).toBe(501);
  });

  test("a deleted key is recovered", async () => {
    await vault("POST", "/keys/lost/create", { kty: "EC" });
    expect((await vault("DELETE", "/keys/lost")).at("recoveryId")).toBe(`${vaultUrl}/deletedkeys/lost`);
    expect((await vault("GET", "/keys/lost")).at("error.code")).toBe("KeyNotFound");
    expect((await vault("GET", "/deletedkeys")).at("value")).toHaveLength(1);
    expect((await vault("POST", "/deletedkeys/lost/recover")).status).toBe(200);
    expect((await vault("GET", "/keys/lost")).status).toBe(200);
    expect((await vault("GET", "/keys/lost/versions")).at("value")).toHaveLength(1);
  });

  test("the private half is noted for the leak scan and never shown by /keys", async () => {
    const bodies = [
      await vault("GET", "/keys/k1"),
      await vault("GET", "/keys"),
      await vault("GET", "/keys/k1/versions"),
    ];
    const text = bodies.map(({ body }) => JSON.stringify(body)).join("");
    const secrets = [...tenant.secrets.entries].filter(([, kind]) => kind === "private-key");
    expect(secrets.length).toBeGreaterThan(0);
    for (const [value] of secrets) expect(text).not.toContain(value);
  });
});

describe("RSA without node:crypto", () => {
  test("the private operation by BigInt undoes the public one", async () => {
    const material = await generateKey({ kty: "RSA", size: 2048 }, createSecretRegister());
    const key = createPublicKey({
      key: { kty: "RSA", n: material.jwk.n ?? "", e: material.jwk.e ?? "" },
      format: "jwk",
    });
    const block = Buffer.concat([Buffer.alloc(1), Buffer.alloc(255, 0x5a)]);
    const sealed = publicEncrypt({ key, padding: constants.RSA_NO_PADDING }, block);
    expect(Buffer.from(privateOperationByBigInt(material.jwk, sealed))).toEqual(block);
  });

  test("it gives what node:crypto gives for a key of another maker", () => {
    const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const block = publicEncrypt({ key: publicKey, padding: constants.RSA_NO_PADDING }, Buffer.alloc(256, 0x11));
    const expected = privateDecrypt({ key: privateKey, padding: constants.RSA_NO_PADDING }, block);
    expect(Buffer.from(privateOperationByBigInt(privateKey.export({ format: "jwk" }), block))).toEqual(expected);
  });
});
