import { type AadstsEntry, learn } from "./entry.ts";

const certificates = `${learn}/identity-platform/certificate-credentials`;
const credentials = `${learn}/identity-platform/how-to-add-credentials`;

/** The app could not prove who it is: certificate, assertion, secret. */
export const clientErrors: readonly AadstsEntry[] = [
  {
    code: 700027,
    title: "The assertion's signature does not verify with any certificate of the app",
    cause:
      "The certificate that signed is not among the app registration's certificates: a renewed version was never uploaded, or was uploaded seconds ago and has not reached every server.",
    fix: "Compare the thumbprint in the message with App registrations > Certificates & secrets; upload the missing one with `az ad app credential reset --id <clientId> --cert @cert.pem --append`.",
    docs: certificates,
    retry: "reload-certificate",
  },
  {
    code: 700024,
    title: "The assertion is outside its time range",
    cause: "The clock of the machine that signed is off by minutes, or an assertion was kept and sent after its `exp`.",
    fix: "Synchronize the clock (`w32tm /resync`, `timedatectl set-ntp true`) and sign a new assertion for every token request, valid for ten minutes at most.",
    docs: certificates,
    retry: "reload-certificate",
  },
  {
    code: 7000214,
    title: "The app's certificate has been revoked",
    cause:
      "The authority that issued the certificate withdrew it, or an administrator blocked it, before its end date.",
    fix: "Issue a new certificate in Key Vault, add its public key to the app registration, delete the revoked one from it.",
    docs: certificates,
    retry: "reload-certificate",
  },
  {
    code: 1000502,
    title: "The app's certificate is not valid today",
    cause:
      "Its `notAfter` has passed, or its `notBefore` has not come; often a process still holds last year's version.",
    fix: "Let the process read the vault's current version; if that one has ended too, create a version and register it before the next request.",
    docs: certificates,
    retry: "reload-certificate",
  },
  {
    code: 7000274,
    title: "The certificate behind the assertion was refused",
    cause:
      "Entra rejects the certificate named in the assertion's header, by its dates or by what was signed with it. Microsoft publishes no text for this code; its own libraries count it among the certificate errors.",
    fix: "Check with `openssl x509 -in cert.pem -noout -dates -fingerprint -sha256` that the signing certificate is current and is the registered one; otherwise rotate it.",
    docs: certificates,
    retry: "reload-certificate",
  },
  {
    code: 7000277,
    title: "The certificate was withdrawn while in use",
    cause:
      "A certificate that the registration still lists is on a revocation list or forbidden by the tenant's app management policy.",
    fix: "Read Entra admin center > Enterprise apps > App management policies; rotate to a certificate that they allow.",
    docs: `${learn}/identity/enterprise-apps/configure-app-management-policies`,
    retry: "reload-certificate",
  },
  {
    code: 7000215,
    title: "The client secret is wrong",
    cause:
      "Most often the secret's ID was copied instead of its value, or the value lost a character in an environment file.",
    fix: "Create a new secret with `az ad app credential reset --id <clientId> --append` and store the value it prints; better, change to a certificate.",
    docs: credentials,
    retry: "no",
  },
  {
    code: 7000222,
    title: "The client secret has expired",
    cause: "Secrets end after two years at the latest, and nothing renews them.",
    fix: "Move the app to a certificate in Key Vault; until then add a secret under App registrations > Certificates & secrets > Client secrets.",
    docs: credentials,
    retry: "no",
  },
  {
    code: 7000218,
    title: "The app sent no proof of identity, and needs one",
    cause:
      "A public client's flow (device code, a code redeemed from a desktop) ran against a registration whose platform is Web or which does not allow public clients.",
    fix: 'In App registrations > Authentication turn on "Allow public client flows" and use the platform "Mobile and desktop applications", or send a `client_assertion`.',
    docs: `${learn}/identity-platform/msal-client-applications`,
    retry: "no",
  },
  {
    code: 700016,
    title: "No such application in this tenant",
    cause: "The client ID belongs to another tenant, has a typo, or the registration has no service principal here.",
    fix: "Run `az ad sp show --id <clientId>` in the tenant that the request names; if it finds nothing, correct the tenant ID or run `az ad sp create --id <clientId>`.",
    docs: `${learn}/identity-platform/app-objects-and-service-principals`,
    retry: "no",
  },
  {
    code: 700021,
    title: "The assertion names another application than the request",
    cause: "`iss` and `sub` of the assertion differ from the parameter `client_id`: two apps' settings are mixed.",
    fix: "Set `iss` and `sub` to the very client ID that is sent as `client_id`.",
    docs: certificates,
    retry: "no",
  },
  {
    code: 700023,
    title: "The assertion is addressed to someone else",
    cause: "Its `aud` is not the token endpoint of the tenant and cloud that the request went to.",
    fix: "Set `aud` to `https://login.microsoftonline.com/<tenantId>/oauth2/v2.0/token`, with the national cloud's host where it is one.",
    docs: certificates,
    retry: "no",
  },
];
