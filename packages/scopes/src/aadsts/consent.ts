import { type AadstsEntry, learn } from "./entry.ts";

/** The app is known, but nobody has allowed it what it asks for, or what it asks for is not there. */
export const consentErrors: readonly AadstsEntry[] = [
  {
    code: 65001,
    title: "Nobody has consented to the permissions",
    cause:
      "A scope was added after the last consent, or consent was given for app-only use and not for users, or the reverse.",
    fix: "Send the user through a sign-in that shows the consent page, or let an administrator grant it: App registrations > API permissions > Grant admin consent.",
    docs: `${learn}/identity-platform/application-consent-experience`,
    retry: "sign-in",
  },
  {
    code: 90094,
    title: "Only an administrator can consent",
    cause:
      "A requested permission is reserved to administrators, or the tenant forbids users to consent for themselves.",
    fix: "Hand an administrator the link `https://login.microsoftonline.com/<tenantId>/adminconsent?client_id=<clientId>`.",
    docs: `${learn}/identity/enterprise-apps/grant-admin-consent`,
    retry: "no",
  },
  {
    code: 650052,
    title: "The organization has no access to the API",
    cause:
      "The tenant lacks the API's service principal, usually because the product behind it was never licensed or used.",
    fix: "Have an administrator subscribe to the service, or add its service principal with `az ad sp create --id <appId of the API>`.",
    docs: `${learn}/identity-platform/reference-error-codes`,
    retry: "no",
  },
  {
    code: 650053,
    title: "The API has no such scope",
    cause: "A scope's name has a typo, or stands without its API in front, so that Graph is taken for the API.",
    fix: "Write the scope in full, `https://<audience>/<permission>`, with a name that `findPermissions` knows.",
    docs: `${learn}/identity-platform/scopes-oidc`,
    retry: "no",
  },
  {
    code: 500011,
    title: "The API is not in this tenant",
    cause:
      "The scope names a resource that the tenant does not hold: a mistyped identifier URI, or another tenant's API.",
    fix: "Look for it with `az ad sp list --filter \"servicePrincipalNames/any(n:n eq '<resource>')\"`, and correct the scope or the tenant.",
    docs: "https://learn.microsoft.com/troubleshoot/entra/entra-id/app-integration/error-code-aadsts500011-resource-principal-not-found",
    retry: "no",
  },
  {
    code: 53003,
    title: "Conditional Access blocks the sign-in",
    cause: "A policy refuses this app, place, device or risk level; no token is issued whatever the user does.",
    fix: "Find the policy in Entra admin center > Monitoring > Sign-in logs > Conditional Access by the correlation ID; pass on `claims` if the answer has them.",
    docs: `${learn}/identity/conditional-access/troubleshoot-conditional-access`,
    retry: "no",
  },
];
