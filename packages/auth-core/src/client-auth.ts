import { refuseOption } from "./configuration-error.ts";
import { signAssertion } from "./client-assertion.ts";
import { reveal, Secret } from "./secret.ts";
import type { AssertionSigner } from "./signer.ts";

/** The token request that a client authenticates itself for. */
export interface ClientAuthRequest {
  /** Where the request goes; the audience of an assertion. */
  readonly tokenEndpoint: string;
  readonly tenantId: string;
  readonly clientId: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** How an app proves at the token endpoint that it is itself. Called once for every request that is sent. */
export interface ClientAuth {
  readonly method: "client_secret" | "certificate" | "federated_assertion";
  /** The form parameters that authenticate one request. They are secrets. */
  parameters(request: ClientAuthRequest): Promise<Readonly<Record<string, string>>>;
}

const assertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/**
 * Authenticates with a client secret (RFC 6749 §2.3.1, in the body). A certificate needs no shared secret: see
 * {@link ClientCertificate}.
 *
 * @throws {ConfigurationError} where the secret is empty
 */
export function ClientSecret(secret: string | Secret): ClientAuth {
  const held = typeof secret === "string" ? new Secret(secret) : secret;
  if (reveal(held).trim() === "") {
    refuseOption(
      "clientSecret",
      "The client secret is empty.",
      "Set it to the secret's value, which is shown once, not to its ID.",
    );
  }
  return {
    method: "client_secret",
    parameters: () => Promise.resolve({ client_secret: reveal(held) }),
  };
}

/**
 * Authenticates with a certificate: every request carries an assertion of its own, with a fresh `jti`.
 *
 * Source: RFC 7523 §2.2; learn.microsoft.com/entra/identity-platform/certificate-credentials.
 */
export function ClientCertificate(signer: AssertionSigner): ClientAuth {
  if (signer.alg !== "PS256" && signer.alg !== "RS256") {
    refuseOption(
      "signer",
      `Entra does not accept ${String(signer.alg)} for certificates.`,
      "Use an RSA certificate with PS256.",
    );
  }
  return {
    method: "certificate",
    parameters: async (request) => ({
      client_assertion_type: assertionType,
      client_assertion: await signAssertion(signer, request),
    }),
  };
}

/**
 * Authenticates with a token of another issuer that the app's federated credential names: GitHub Actions, Kubernetes, a managed
 * identity.
 *
 * Source: learn.microsoft.com/entra/workload-id/workload-identity-federation.
 *
 * @param get gives the other issuer's token; called once for every request, so it may cache
 */
export function FederatedAssertion(
  get: (request: ClientAuthRequest) => string | Secret | Promise<string | Secret>,
): ClientAuth {
  return {
    method: "federated_assertion",
    parameters: async (request) => ({
      client_assertion_type: assertionType,
      client_assertion: reveal(await get(request)),
    }),
  };
}
