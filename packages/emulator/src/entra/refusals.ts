import { invalidRequest, invalidScope, Refusal } from "./refusal.ts";

// Refusals of a request, its tenant and its scope. Numbers and wording: learn.microsoft.com/entra/identity-platform/reference-error-codes and answers of the live service.

export function missingParameter(name: string): Refusal {
  return invalidRequest(900144, `The request body must contain the following parameter: '${name}'.`);
}

export function missingScope(): Refusal {
  return invalidRequest(
    90014,
    "The required field 'scope' is missing from the credential. Ensure that you have all the necessary parameters for the login request.",
  );
}

export function malformedRequest(): Refusal {
  return invalidRequest(9002313, "Invalid request. Request is malformed or invalid.");
}

export function tenantNotFound(name: string): Refusal {
  return invalidRequest(
    90002,
    `Tenant '${name}' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud. Check with your subscription administrator, this may happen if there are no active subscriptions for the tenant.`,
  );
}

export function tenantMalformed(name: string): Refusal {
  return invalidRequest(
    900023,
    `Specified tenant identifier '${name}' is neither a valid DNS name, nor a valid external domain.`,
  );
}

export function unsupportedGrant(grantType: string): Refusal {
  return new Refusal({
    error: "unsupported_grant_type",
    code: 70003,
    status: 400,
    text: `The app requested an unsupported grant type '${grantType}'.`,
  });
}

export function unknownResource(resource: string, tenantName: string): Refusal {
  return new Refusal({
    error: "invalid_resource",
    code: 500011,
    status: 400,
    text: `The resource principal named ${resource} was not found in the tenant named ${tenantName}. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You might have sent your authentication request to the wrong tenant.`,
  });
}

export function scopeWithoutDefault(scope: string): Refusal {
  return invalidScope(
    1002012,
    `The provided value for scope ${scope} is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier (application ID URI).`,
  );
}

export function scopeInvalid(scope: string): Refusal {
  return invalidScope(
    70011,
    `The provided request must include a 'scope' input parameter. The provided value for the input parameter 'scope' is not valid. The scope '${scope}' is not valid.`,
  );
}

export function scopesOfManyResources(scopes: string): Refusal {
  return invalidScope(
    28000,
    `Provided value for the input parameter scope is not valid because it contains more than one resource. Scope ${scopes} is not valid.`,
  );
}

export function scopeUnknown(scope: string, client: string, resource: string): Refusal {
  return invalidScope(
    650053,
    `The application '${client}' asked for scope '${scope}' that doesn't exist on the resource '${resource}'. Contact the app vendor.`,
  );
}
