import { invalidClient, invalidGrant, invalidRequest, Refusal } from "./refusal.ts";

// Refusals of a sign-in and of what it leads to. Numbers and wording: learn.microsoft.com/entra/identity-platform/reference-error-codes and answers of the live service.

export function consentRequired(clientId: string, displayName: string): Refusal {
  return invalidGrant(
    65001,
    `The user or administrator has not consented to use the application with ID '${clientId}' named '${displayName}'. Send an interactive authorization request for this user and resource.`,
    "consent_required",
  );
}

export function adminConsentRequired(displayName: string): Refusal {
  return new Refusal({
    error: "access_denied",
    code: 90094,
    status: 400,
    text: `An administrator of the organization must consent to the permissions that ${displayName} asks for.`,
  });
}

export function consentDeclined(): Refusal {
  return new Refusal({
    error: "access_denied",
    code: 65004,
    status: 400,
    text: "User declined to consent to access the app.",
  });
}

export function interactionRequired(): Refusal {
  return new Refusal({
    error: "login_required",
    code: 50058,
    status: 400,
    text: "A silent sign-in request was sent but no user is signed in.",
  });
}

export function unknownUser(): Refusal {
  return new Refusal({
    error: "invalid_request",
    code: 50034,
    status: 400,
    text: "The user account does not exist in the directory. To sign into this application, the account must be added to the directory.",
  });
}

export function userDisabled(): Refusal {
  return invalidGrant(50057, "The user account is disabled.");
}

export function redirectMissing(): Refusal {
  return invalidRequest(900971, "No reply address provided.");
}

export function redirectUnregistered(redirectUri: string, clientId: string): Refusal {
  return invalidRequest(
    50011,
    `The redirect URI '${redirectUri}' specified in the request does not match the redirect URIs configured for the application '${clientId}'. Make sure the redirect URI sent in the request matches one added to your application in the Azure portal. Navigate to https://aka.ms/redirectUriMismatchError to learn more about how to troubleshoot this error.`,
  );
}

export function redirectMismatch(): Refusal {
  return invalidClient(
    500112,
    "The reply address in the request does not match the reply address provided when requesting the authorization code.",
  );
}

export function unsupportedResponse(responseType: string): Refusal {
  return new Refusal({
    error: "unsupported_response_type",
    code: 700051,
    status: 400,
    text: `The response_type '${responseType}' is not enabled for the application.`,
  });
}

export function challengeInvalid(): Refusal {
  return invalidRequest(
    50147,
    "Invalid size of Code_Challenge parameter, or a code_challenge_method that is neither 'S256' nor 'plain'.",
  );
}

export function codeOrTokenInvalid(): Refusal {
  return invalidGrant(70000, "Provided grant is invalid or malformed.");
}

export function codeExpired(): Refusal {
  return invalidGrant(
    70008,
    "The provided authorization code or refresh token has expired due to inactivity. Send a new interactive authorization request for this user and resource.",
  );
}

export function codeRedeemed(): Refusal {
  return invalidGrant(
    54005,
    "OAuth2 Authorization code was already redeemed, please retry with a new valid code or use an existing refresh token.",
  );
}

export function refreshTokenExpired(issuedAt: number): Refusal {
  return invalidGrant(
    700082,
    `The refresh token has expired due to inactivity. The token was issued on ${new Date(issuedAt).toISOString()} and was inactive for 90.00:00:00.`,
  );
}

export function verifierMissing(): Refusal {
  return invalidGrant(
    50148,
    "The code_verifier does not match the code_challenge supplied in the authorization request for PKCE.",
  );
}

export function verifierMismatch(): Refusal {
  return invalidGrant(
    501481,
    "The Code_Verifier does not match the code_challenge supplied in the authorization request.",
  );
}
