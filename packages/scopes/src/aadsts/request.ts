import { type AadstsEntry, learn } from "./entry.ts";

/** The request itself is not one that Entra can answer. */
export const requestErrors: readonly AadstsEntry[] = [
  {
    code: 50011,
    title: "The redirect URI is not registered",
    cause: "`redirect_uri` differs from every registered one, be it by scheme, port, path or trailing slash.",
    fix: "Add exactly the sent value under App registrations > Authentication; for a loopback sign-in register `http://localhost`, which admits any port.",
    docs: `${learn}/identity-platform/reply-url`,
    retry: "no",
  },
  {
    code: 9010010,
    title: "`resource` and `scope` name different APIs",
    cause:
      "A client of the MCP kind sends the server's URL as `resource` (RFC 8707), and the scopes belong to another identifier URI.",
    fix: "Add the server's full URL as an identifier URI under App registrations > Expose an API and ask for scopes below it, or leave `resource` out.",
    docs: `${learn}/identity-platform/reference-app-manifest#identifieruris-attribute`,
    retry: "no",
  },
  {
    code: 901002,
    title: "`resource` is not supported here",
    cause: "The v2.0 endpoints take the API from the scopes; the parameter is version 1.0's.",
    fix: "Drop `resource` and put the API before the permission: `<resource>/.default`.",
    docs: `${learn}/identity-platform/scopes-oidc`,
    retry: "no",
  },
  {
    code: 900144,
    title: "A parameter is missing",
    cause: "The body lacks what the message names, or was sent as JSON, which the token endpoint does not read.",
    fix: "Send the named parameter in a body of type `application/x-www-form-urlencoded`.",
    docs: `${learn}/identity-platform/v2-oauth2-client-creds-grant-flow`,
    retry: "no",
  },
  {
    code: 70011,
    title: "The scope is not valid",
    cause: "An app-only request listed permissions one by one, or scopes of two APIs stand in one request.",
    fix: "App-only, ask for `<audience>/.default` alone; delegated, ask for one API per request.",
    docs: `${learn}/identity-platform/scopes-oidc#the-default-scope`,
    retry: "no",
  },
  {
    code: 90002,
    title: "The tenant does not exist",
    cause: "The tenant ID or domain has a typo, or the tenant lives in another national cloud than the authority.",
    fix: "Open `https://login.microsoftonline.com/<tenant>/v2.0/.well-known/openid-configuration`: it answers for a tenant of the public cloud; else try the other clouds' hosts.",
    docs: `${learn}/identity-platform/authentication-national-cloud`,
    retry: "no",
  },
];
