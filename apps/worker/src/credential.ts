import {
  appOnly,
  type ClientAuth,
  ClientCertificate,
  ClientSecret,
  ConfigurationError,
  createTokenCache,
  type Credential,
  webCryptoSigner,
} from "@entrakit/auth-core";
import { waitUntil } from "cloudflare:workers";

import { type Environment, requireEnvironment } from "./environment.ts";

/** What `CLIENT_CERTIFICATE` holds: the private key and the thumbprint of its certificate. */
interface PlacedCertificate {
  readonly jwk: JsonWebKey;
  readonly "x5t#S256": string;
}

function isPlacedCertificate(value: unknown): value is PlacedCertificate {
  return (
    typeof value === "object" &&
    value !== null &&
    "jwk" in value &&
    typeof value.jwk === "object" &&
    value.jwk !== null &&
    "x5t#S256" in value &&
    typeof value["x5t#S256"] === "string"
  );
}

/** The errors underneath are dropped: JSON's quotes what it cannot read, and here that is a private key. */
async function readPlaced(binding: { get(): Promise<string> }): Promise<PlacedCertificate> {
  let placed: unknown;
  try {
    placed = JSON.parse(await binding.get());
  } catch {
    placed = undefined;
  }
  if (isPlacedCertificate(placed)) return placed;
  throw new ConfigurationError({
    option: "CLIENT_CERTIFICATE",
    message: 'CLIENT_CERTIFICATE does not hold {"jwk": …, "x5t#S256": "…"}.',
    remedy: "Put what this prints into the Secrets Store: entrakit emit worker-key",
  });
}

async function clientAuthOf(environment: Environment): Promise<ClientAuth> {
  const { AZURE_CLIENT_SECRET: secret = "", CLIENT_CERTIFICATE: binding } = environment;
  if (binding === undefined) return ClientSecret(secret);
  const { jwk, "x5t#S256": x5tS256 } = await readPlaced(binding);
  return ClientCertificate(await webCryptoSigner({ privateKey: jwk, certificate: { x5tS256 } }));
}

async function createCredential(environment: Environment): Promise<Credential> {
  requireEnvironment(environment);
  return appOnly({
    tenantId: environment.AZURE_TENANT_ID,
    clientId: environment.AZURE_CLIENT_ID,
    clientAuth: await clientAuthOf(environment),
    // Several requests wait for one token request, so it must outlive the one that began it.
    cache: createTokenCache({ waitUntil }),
  });
}

/** One credential, and so one token cache, for an isolate's whole life: its bindings never change. */
const credentials = new WeakMap<Environment, Promise<Credential>>();

/**
 * The Worker's own identity: by certificate where one is bound, else by client secret.
 *
 * @throws {ConfigurationError} naming what is missing or malformed and the command that sets it; before any request
 */
export function credentialOf(environment: Environment): Promise<Credential> {
  const known = credentials.get(environment);
  if (known !== undefined) return known;
  const made = createCredential(environment);
  credentials.set(environment, made);
  // Other requests wait for it too, so it must outlive this one; and a failed read must not be remembered.
  waitUntil(made.catch(() => credentials.delete(environment)));
  return made;
}
