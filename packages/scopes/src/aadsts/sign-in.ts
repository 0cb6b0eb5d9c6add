import { type AadstsEntry, learn } from "./entry.ts";

const refresh = `${learn}/identity-platform/refresh-tokens`;

/** The user, or what is left of a sign-in, does not suffice. */
export const signInErrors: readonly AadstsEntry[] = [
  {
    code: 50076,
    title: "The user must pass multifactor authentication",
    cause: "A policy began to ask for a second factor, or the user moved to a new network, since the session began.",
    fix: "Start an interactive sign-in and pass on the `claims` of the answer, if any; no silent request succeeds before.",
    docs: `${learn}/identity/authentication/concept-mfa-howitworks`,
    retry: "sign-in",
  },
  {
    code: 50079,
    title: "The user must first register for multifactor authentication",
    cause: "A second factor is demanded and the account has none on record.",
    fix: "Let the user set one up at https://aka.ms/mfasetup, then sign in again.",
    docs: `${learn}/identity/authentication/howto-registration-mfa-sspr-combined`,
    retry: "sign-in",
  },
  {
    code: 50173,
    title: "The grant was revoked",
    cause:
      "The password was changed or reset, or an administrator revoked the user's sessions, after the token was issued.",
    fix: "Throw away the cached refresh token of this account and ask for a fresh sign-in.",
    docs: `${learn}/identity/users/users-revoke-access`,
    retry: "sign-in",
  },
  {
    code: 70008,
    title: "The authorization code or refresh token has expired",
    cause:
      "A code was redeemed more than ten minutes after it was issued or a second time, or a token reached its end of life.",
    fix: "Redeem codes at once and once only; otherwise begin the flow anew.",
    docs: `${learn}/identity-platform/v2-oauth2-auth-code-flow`,
    retry: "sign-in",
  },
  {
    code: 700082,
    title: "The refresh token lay unused too long",
    cause:
      "Nothing redeemed it for 90 days, or each new refresh token that Entra sent was dropped and the first one kept.",
    fix: "Store the `refresh_token` of every answer in place of the old one; this once, sign in.",
    docs: refresh,
    retry: "sign-in",
  },
  {
    code: 50013,
    title: "The user's token cannot be exchanged",
    cause:
      "In an on-behalf-of request the `assertion` has expired, is signed by another issuer, or was issued to another API than this one.",
    fix: "Check that the incoming token's `aud` is this API's own client ID or identifier URI, and fetch a fresh one from the caller.",
    docs: `${learn}/identity-platform/v2-oauth2-on-behalf-of-flow`,
    retry: "sign-in",
  },
  {
    code: 50020,
    title: "The user's account is not in this tenant",
    cause: "A personal account, or one of another organization, signed in to an app that serves a single tenant.",
    fix: 'Invite the account as a guest, pick another account, or set "Supported account types" of the registration to more than one organization.',
    docs: "https://learn.microsoft.com/troubleshoot/entra/entra-id/app-integration/error-code-AADSTS50020-user-account-identity-provider-does-not-exist",
    retry: "no",
  },
];
