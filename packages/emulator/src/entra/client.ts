import { applicationByAppId, servicePrincipalByAppId } from "../directory/lookup.ts";
import type { Application, ServicePrincipal } from "../directory/state.ts";
import type { Tenant } from "../tenant.ts";
import { clientOfAssertion, verifyAssertion } from "./assertion.ts";
import type { Form } from "./form.ts";
import {
  applicationDisabled,
  assertionTypeUnsupported,
  credentialMissing,
  credentialOfPublicClient,
  missingServicePrincipal,
  secretExpired,
  secretInvalid,
  unknownApplication,
} from "./client-refusals.ts";

/** How a client proved itself, as `appidacr` and `azpacr` say it: not at all, by secret, by certificate. */
export type ClientProof = "0" | "1" | "2";

/** An application that asks for tokens, with its service principal. */
export interface Client {
  readonly application: Application;
  readonly principal: ServicePrincipal;
}

const jwtBearer = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/**
 * The client of a client id.
 *
 * @throws {Refusal} AADSTS700016, 7000229 or 7000112.
 */
export function findClient(tenant: Tenant, clientId: string): Client {
  const { directory, tenantId } = tenant;
  const application = applicationByAppId(directory, clientId);
  if (application === undefined) throw unknownApplication(clientId, directory.organization.displayName);
  const principal = servicePrincipalByAppId(directory, application.appId);
  if (principal === undefined) throw missingServicePrincipal(application.appId, tenantId);
  if (!principal.accountEnabled) throw applicationDisabled(application.appId, application.displayName);
  return { application, principal };
}

/** The client that a token request names, by `client_id` or else by its assertion. */
export function clientOfForm(tenant: Tenant, form: Form): Client {
  const assertion = form.get("client_assertion");
  const named = form.get("client_id") ?? (assertion === undefined ? undefined : clientOfAssertion(assertion));
  return findClient(tenant, named ?? form.require("client_id"));
}

function checkSecret(tenant: Tenant, application: Application, secret: string): void {
  const credential = application.passwordCredentials.find(({ secretText }) => secretText === secret);
  if (credential === undefined) throw secretInvalid(application.appId);
  if (tenant.clock.now() >= Date.parse(credential.endDateTime)) throw secretExpired(application.appId);
}

/**
 * Checks the secret or the assertion of a client that must have one.
 *
 * @throws {Refusal} AADSTS7000218, 7000219, 7000215, 7000222, or one of the assertion's own.
 */
export async function proveClient(tenant: Tenant, { application }: Client, form: Form): Promise<"1" | "2"> {
  const secret = form.get("client_secret");
  const assertion = form.get("client_assertion");
  if (assertion !== undefined) {
    if (form.get("client_assertion_type") !== jwtBearer) throw assertionTypeUnsupported();
    await verifyAssertion(tenant, application, assertion);
    return "2";
  }
  if (secret === undefined) throw credentialMissing();
  tenant.secrets.note("client-secret", secret);
  checkSecret(tenant, application, secret);
  return "1";
}

/**
 * Checks that a public client shows no credential, as it could not keep one.
 *
 * @throws {Refusal} AADSTS700025.
 */
export function provePublicClient(form: Form): "0" {
  if (form.get("client_secret") !== undefined || form.get("client_assertion") !== undefined) {
    throw credentialOfPublicClient();
  }
  return "0";
}
