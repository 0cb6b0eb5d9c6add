import { invalidClient, invalidRequest, Refusal } from "./refusal.ts";

// Refusals of a client and its credential. Numbers and wording: learn.microsoft.com/entra/identity-platform/reference-error-codes and answers of the live service.

export function applicationDisabled(clientId: string, displayName: string): Refusal {
  return new Refusal({
    error: "unauthorized_client",
    code: 7000112,
    status: 400,
    text: `Application '${clientId}'(${displayName}) is disabled.`,
  });
}

export function unknownApplication(clientId: string, tenantName: string): Refusal {
  return new Refusal({
    error: "unauthorized_client",
    code: 700016,
    status: 400,
    text: `Application with identifier '${clientId}' was not found in the directory '${tenantName}'. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You may have sent your authentication request to the wrong tenant.`,
  });
}

export function missingServicePrincipal(clientId: string, tenantId: string): Refusal {
  return new Refusal({
    error: "unauthorized_client",
    code: 7000229,
    status: 401,
    text: `The client application ${clientId} is missing service principal in the tenant ${tenantId}. See instructions here: https://go.microsoft.com/fwlink/?linkid=2225119`,
  });
}

export function credentialMissing(): Refusal {
  return invalidClient(
    7000218,
    "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.",
  );
}

export function credentialOfPublicClient(): Refusal {
  return invalidClient(
    700025,
    "Client is public so neither 'client_assertion' nor 'client_secret' should be presented.",
  );
}

export function secretInvalid(clientId: string): Refusal {
  return invalidClient(
    7000215,
    `Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '${clientId}'.`,
  );
}

export function secretExpired(clientId: string): Refusal {
  return invalidClient(
    7000222,
    `The provided client secret keys for app '${clientId}' are expired. Visit the Azure portal to create new keys for your app: https://aka.ms/NewClientSecret, or consider using certificate credentials for added security: https://aka.ms/certCreds.`,
  );
}

/** Entra's refusals by what was wrong. Numbers and wording: learn.microsoft.com/entra/identity-platform/reference-error-codes and answers of the live service. */

const credentialsPage = "https://learn.microsoft.com/entra/identity-platform/certificate-credentials";

const federationPage = "https://learn.microsoft.com/entra/workload-id/workload-identity-federation";

export function assertionMalformed(): Refusal {
  return invalidRequest(50027, "JWT token is invalid or malformed.");
}

export function assertionTypeUnsupported(): Refusal {
  return invalidRequest(
    7000219,
    "'client_assertion_type' must be 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'.",
  );
}

export function assertionOfOtherClient(): Refusal {
  return invalidClient(700021, "Client assertion application identifier doesn't match 'client_id' parameter.");
}

/** An assertion that the application did not issue itself is looked up among its federated credentials. */
export function assertionIssuer(issuer: string): Refusal {
  return invalidClient(
    700211,
    `No matching federated identity record found for presented assertion issuer '${issuer}'. Check your federated identity credential Subject, Audience and Issuer against the presented assertion. ${federationPage}`,
  );
}

export function assertionSubject(subject: string): Refusal {
  return invalidClient(
    700213,
    `No matching federated identity record found for presented assertion subject '${subject}'. Check your federated identity credential Subject, Audience and Issuer against the presented assertion. ${federationPage}`,
  );
}

export function assertionAudience(): Refusal {
  return invalidClient(
    700023,
    `Client assertion audience claim does not match Realm issuer. Review the documentation at ${credentialsPage} .`,
  );
}

export function assertionOutOfTime(now: number, from: number, until: number): Refusal {
  const ticks = (milliseconds: number): string => new Date(milliseconds).toISOString().replace("Z", "0000Z");
  return invalidClient(
    700024,
    `Client assertion is not within its valid time range. Current time: ${ticks(now)}, assertion valid from ${ticks(from)}, expiry time of assertion ${ticks(until)}. Review the documentation at ${credentialsPage} .`,
  );
}

/** The reasons that Entra names when it cannot verify an assertion with the application's keys. */
export type KeyReason =
  | "The key was not found."
  | "The key used is expired."
  | "The provided signature value did not match the expected signature value.";

export function assertionKey(clientId: string, thumbprint: string, reason: KeyReason): Refusal {
  const opening =
    reason === "The key was not found."
      ? "The certificate with identifier used to sign the client assertion is not registered on application."
      : "Client assertion failed signature validation.";
  return invalidClient(
    700027,
    `${opening} [Reason - ${reason}, Thumbprint of key used by client: '${thumbprint}', Please visit the Azure Portal, Graph Explorer or directly use MS Graph to see configured keys for app Id '${clientId}'. Review the documentation at https://docs.microsoft.com/en-us/graph/deployments to determine the corresponding service endpoint and https://docs.microsoft.com/en-us/graph/api/application-get?view=graph-rest-1.0&tabs=http to build a query request URL, such as 'https://graph.microsoft.com/beta/applications/${clientId}'].`,
  );
}
