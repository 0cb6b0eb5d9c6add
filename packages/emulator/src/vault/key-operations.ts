import { type JsonObject } from "../json.ts";
import { type Reply, VaultError, badParameter, notEmulated } from "./answer.ts";
import { fromBase64, toBase64Url } from "./bytes.ts";
import { type VaultCall, demand, nameOf, optionalText, readBody, seconds } from "./call.ts";
import { type KeyMaterial, publicJwk } from "./key-material.ts";
import { kidOf } from "./keys.ts";
import { findRecord, findVersion } from "./objects.ts";
import { type HashName, type Padding, hashes, signDigest, verifyDigest } from "./rsa.ts";
import type { KeyVersion } from "./state.ts";

type Operation = "sign" | "verify" | "encrypt" | "decrypt" | "wrapKey" | "unwrapKey";

/** Data actions, the operation's own first: what needs the public half alone is open to those who may read the key. */
const actions: Readonly<Record<Operation, readonly [string, ...string[]]>> = {
  sign: ["keys/sign/action"],
  verify: ["keys/verify/action", "keys/read"],
  encrypt: ["keys/encrypt/action", "keys/read"],
  decrypt: ["keys/decrypt/action"],
  wrapKey: ["keys/wrap/action", "keys/read"],
  unwrapKey: ["keys/unwrap/action"],
};

/** A key outside its validity still undoes what it did before. */
const allowedWhenExpired: ReadonlySet<Operation> = new Set(["verify", "decrypt", "unwrapKey"]);

function demandUsable(call: VaultCall, { attributes, operations }: KeyVersion, operation: Operation): void {
  if (!attributes.enabled) {
    throw new VaultError(403, "Forbidden", `Operation ${operation} is not allowed on a disabled key.`, {
      inner: "KeyDisabled",
    });
  }
  if (!operations.includes(operation)) {
    throw new VaultError(403, "Forbidden", `Operation ${operation} is not permitted on this key.`, {
      inner: "KeyOperationForbidden",
    });
  }
  if (allowedWhenExpired.has(operation)) return;
  const now = seconds(call);
  if (attributes.nbf !== undefined && now < attributes.nbf) {
    throw new VaultError(403, "Forbidden", `Operation ${operation} is not allowed on a key that is not yet valid.`, {
      inner: "KeyNotYetValid",
    });
  }
  if (attributes.exp !== undefined && now >= attributes.exp) {
    throw new VaultError(403, "Forbidden", `Operation ${operation} is not allowed on an expired key.`, {
      inner: "KeyExpired",
    });
  }
}

interface Prepared {
  readonly kid: string;
  readonly material: KeyMaterial;
  readonly body: JsonObject;
  readonly algorithm: string;
}

async function prepare(call: VaultCall, operation: Operation): Promise<Prepared> {
  const name = nameOf(call);
  demand(call, actions[operation], `keys/${name}`);
  const record = findRecord(call.vault.keys, "key", name);
  const version = findVersion(record, "key", call.params["version"]);
  demandUsable(call, version, operation);
  const body = await readBody(call);
  const algorithm = optionalText(body, "alg");
  if (algorithm === undefined) throw badParameter("Property alg has invalid value");
  return { kid: kidOf(call, record.name, version), material: version.material, body, algorithm };
}

function bytesOf(body: JsonObject, member: string): Uint8Array<ArrayBuffer> {
  const text = optionalText(body, member);
  if (text === undefined) throw badParameter(`Property ${member} has invalid value`);
  try {
    return fromBase64(text);
  } catch {
    throw badParameter(`Property ${member} has invalid value: it is not base64url`);
  }
}

const signatureAlgorithms: ReadonlyMap<string, { readonly padding: Padding; readonly hash: HashName }> = new Map([
  ["RS256", { padding: "pkcs1", hash: "SHA-256" }],
  ["RS384", { padding: "pkcs1", hash: "SHA-384" }],
  ["RS512", { padding: "pkcs1", hash: "SHA-512" }],
  ["PS256", { padding: "pss", hash: "SHA-256" }],
  ["PS384", { padding: "pss", hash: "SHA-384" }],
  ["PS512", { padding: "pss", hash: "SHA-512" }],
]);

function signatureAlgorithm({ algorithm, material, kid }: Prepared): {
  readonly padding: Padding;
  readonly hash: HashName;
} {
  const isElliptic = /^ES(256|384|512|256K)$/.test(algorithm);
  if (isElliptic && material.kty === "EC") throw notEmulated("signatures of EC keys over a digest");
  const found = signatureAlgorithms.get(algorithm);
  if (found === undefined && !isElliptic)
    throw badParameter(`The algorithm '${algorithm}' is not supported for signatures.`);
  if (found === undefined || material.kty !== "RSA") {
    throw badParameter(
      `Key and signing algorithm are incompatible. Key ${kid} is of type '${material.kty}', and the algorithm is '${algorithm}'.`,
    );
  }
  return found;
}

function digestOf(body: JsonObject, member: string, algorithm: string, hash: HashName): Uint8Array<ArrayBuffer> {
  const digest = bytesOf(body, member);
  const { length } = hashes[hash];
  if (digest.length === length) return digest;
  throw badParameter(
    `Invalid length of '${member}': ${digest.length} bytes. ${algorithm} requires ${length} bytes, encoded with base64url.`,
  );
}

/** POST /keys/{name}/{version}/sign: a signature over a digest that the caller made. */
async function sign(call: VaultCall): Promise<Reply> {
  const prepared = await prepare(call, "sign");
  const { padding, hash } = signatureAlgorithm(prepared);
  const digest = digestOf(prepared.body, "value", prepared.algorithm, hash);
  const signature = await signDigest(prepared.material, padding, hash, digest);
  return { status: 200, body: { kid: prepared.kid, value: toBase64Url(signature) } };
}

/** POST /keys/{name}/{version}/verify: `{ value: true | false }`. */
async function verify(call: VaultCall): Promise<Reply> {
  const prepared = await prepare(call, "verify");
  const { padding, hash } = signatureAlgorithm(prepared);
  const digest = digestOf(prepared.body, "digest", prepared.algorithm, hash);
  const signature = bytesOf(prepared.body, "value");
  return { status: 200, body: { value: await verifyDigest(prepared.material, padding, hash, digest, signature) } };
}

function oaepHash({ algorithm, material }: Prepared): "SHA-1" | "SHA-256" {
  if (algorithm === "RSA1_5") throw notEmulated("encryption with RSA1_5");
  if (material.kty !== "RSA") throw badParameter("Key and encryption algorithm are incompatible.");
  if (algorithm === "RSA-OAEP") return "SHA-1";
  if (algorithm === "RSA-OAEP-256") return "SHA-256";
  throw badParameter(`The algorithm '${algorithm}' is not supported for encryption.`);
}

function sealing(operation: "encrypt" | "wrapKey"): (call: VaultCall) => Promise<Reply> {
  return async (call) => {
    const prepared = await prepare(call, operation);
    const hash = oaepHash(prepared);
    const jwk = { kty: "RSA", ...publicJwk(prepared.material) };
    const key = await crypto.subtle.importKey("jwk", jwk, { name: "RSA-OAEP", hash }, false, ["encrypt"]);
    const plain = bytesOf(prepared.body, "value");
    const room = (prepared.material.size ?? 0) / 8 - 2 * (hash === "SHA-1" ? 20 : 32) - 2;
    if (plain.length > room)
      throw badParameter(
        `Invalid length of 'value': ${plain.length} bytes. ${prepared.algorithm} takes at most ${room} bytes with this key.`,
      );
    const sealed = new Uint8Array(await crypto.subtle.encrypt({ name: "RSA-OAEP" }, key, plain));
    return { status: 200, body: { kid: prepared.kid, value: toBase64Url(sealed) } };
  };
}

function opening(operation: "decrypt" | "unwrapKey"): (call: VaultCall) => Promise<Reply> {
  return async (call) => {
    const prepared = await prepare(call, operation);
    const hash = oaepHash(prepared);
    const { pkcs8 } = prepared.material;
    const key = await crypto.subtle.importKey("pkcs8", pkcs8, { name: "RSA-OAEP", hash }, false, ["decrypt"]);
    const sealed = bytesOf(prepared.body, "value");
    const plain = await crypto.subtle.decrypt({ name: "RSA-OAEP" }, key, sealed).catch(() => {
      throw badParameter("The value cannot be decrypted with this key and algorithm.");
    });
    return { status: 200, body: { kid: prepared.kid, value: toBase64Url(new Uint8Array(plain)) } };
  };
}

/** What answers `POST /keys/{name}/{version}/{operation}`, by operation. */
export const keyOperations: Readonly<Record<Operation, (call: VaultCall) => Promise<Reply>>> = {
  sign,
  verify,
  encrypt: sealing("encrypt"),
  wrapKey: sealing("wrapKey"),
  decrypt: opening("decrypt"),
  unwrapKey: opening("unwrapKey"),
};
