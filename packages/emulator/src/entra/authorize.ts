import type { PermissionScope, User } from "../directory/state.ts";
import { opaqueText } from "../opaque.ts";
import type { Tenant } from "../tenant.ts";
import { correlationOf, entraHeaders } from "./answer.ts";
import {
  type AuthorizationRequest,
  type ReturnPath,
  readAuthorizationRequest,
  readReturnPath,
} from "./authorization-request.ts";
import { missingConsent, recordConsent } from "./consent.ts";
import { readForm } from "./form.ts";
import { accountPage, consentPage, errorPage, formPostPage } from "./pages.ts";
import { Refusal, refusalBody } from "./refusal.ts";
import { malformedRequest } from "./refusals.ts";
import {
  adminConsentRequired,
  consentDeclined,
  interactionRequired,
  unknownUser,
  userDisabled,
} from "./sign-in-refusals.ts";

const codeLifetime = 600_000;

type Page = (nonce: string) => ReturnType<typeof accountPage>;

/** A page with nothing from elsewhere; its forms lead to itself and to the client's address alone. */
async function showPage(
  tenant: Tenant,
  request: Request,
  status: number,
  page: Page,
  target?: string,
): Promise<Response> {
  const nonce = opaqueText(16);
  const formAction = target === undefined ? "'self'" : `'self' ${new URL(target).origin}`;
  const policy = [
    "default-src 'none'",
    `style-src 'nonce-${nonce}'`,
    `script-src 'nonce-${nonce}'`,
    `form-action ${formAction}`,
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ];
  const headers = {
    ...entraHeaders(tenant, request),
    "content-type": "text/html; charset=utf-8",
    "content-security-policy": policy.join("; "),
    "referrer-policy": "same-origin",
    "x-frame-options": "DENY",
  };
  return new Response(String(await page(nonce)), { status, headers });
}

type Fields = Readonly<Record<string, string>>;

/** Sends the answer to the client's address, in the way that it asked for. */
function answerClient(
  tenant: Tenant,
  request: Request,
  path: ReturnPath,
  fields: Fields,
): Response | Promise<Response> {
  const all = path.state === undefined ? fields : { ...fields, state: path.state };
  const { redirectUri } = path;
  if (path.mode === "form_post") {
    return showPage(tenant, request, 200, (nonce) => formPostPage(nonce, redirectUri, all), redirectUri);
  }
  const url = new URL(redirectUri);
  for (const [name, value] of Object.entries(all)) url.searchParams.set(name, value);
  return new Response(null, { status: 302, headers: { ...entraHeaders(tenant, request), location: url.href } });
}

interface SignIn {
  readonly tenant: Tenant;
  readonly request: Request;
  readonly path: ReturnPath;
  readonly asked: AuthorizationRequest;
}

function issueCode({ tenant, request, path, asked }: SignIn, user: User): Response | Promise<Response> {
  const code = tenant.secrets.note("authorization-code", `1.${opaqueText(120)}`);
  tenant.entra.codes.set(code, {
    clientId: path.client.application.appId,
    userId: user.id,
    redirectUri: path.redirectUri,
    scopes: asked.scopes,
    challenge: asked.challenge,
    nonce: asked.nonce,
    expiresAt: tenant.clock.now() + codeLifetime,
    redeemed: false,
  });
  return answerClient(tenant, request, path, { code, session_state: crypto.randomUUID() });
}

function showAccounts({ tenant, request, path, asked }: SignIn): Promise<Response> {
  const users = [...tenant.directory.users.values()].filter((user) => user.accountEnabled);
  const { displayName } = path.client.application;
  const page: Page = (nonce) => accountPage(nonce, displayName, users, asked.loginHint);
  return showPage(tenant, request, 200, page, path.redirectUri);
}

function findAccount(tenant: Tenant, account: string | undefined): User {
  const name = account?.toLowerCase();
  const user = [...tenant.directory.users.values()].find(({ userPrincipalName }) => userPrincipalName === name);
  if (user === undefined) throw unknownUser();
  if (!user.accountEnabled) throw userDisabled();
  return user;
}

/** What is still to be agreed to; only an administrator may agree to what concerns everybody. */
function openQuestions({ tenant, path, asked }: SignIn, user: User): readonly PermissionScope[] {
  const missing = missingConsent(tenant, path.client, asked.wanted, user);
  const forAdmins = missing.some((scope) => scope.type === "Admin");
  if (forAdmins && !tenant.directory.administrators.has(user.id)) {
    throw adminConsentRequired(path.client.application.displayName);
  }
  return missing;
}

/** A submission of the account page or the consent page. */
async function submit(signIn: SignIn): Promise<Response> {
  const { tenant, request, path, asked } = signIn;
  const form = await readForm(request);
  const decision = form.get("decision");
  if (decision === "cancel") throw consentDeclined();
  const user = findAccount(tenant, form.get("account"));
  const missing = openQuestions(signIn, user);
  if (missing.length > 0 && decision !== "accept") {
    const { displayName } = path.client.application;
    const page: Page = (nonce) => consentPage(nonce, displayName, user, missing);
    return showPage(tenant, request, 200, page, path.redirectUri);
  }
  if (missing.length > 0) recordConsent(tenant, path.client, asked.wanted, user, missing);
  return issueCode(signIn, user);
}

/** A submission that a page of another origin made is refused. */
function checkOrigin(tenant: Tenant, request: Request): void {
  const origin = request.headers.get("origin");
  if (origin === null || origin === new URL(request.url).origin || tenant.entra.localOrigins.has(origin)) return;
  throw malformedRequest();
}

async function answerKnownClient(tenant: Tenant, request: Request, path: ReturnPath): Promise<Response> {
  try {
    const asked = readAuthorizationRequest(tenant, new URL(request.url).searchParams);
    const signIn = { tenant, request, path, asked };
    if (request.method === "POST") return await submit(signIn);
    if (asked.prompt === "none") throw interactionRequired();
    return await showAccounts(signIn);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const body = refusalBody(tenant, correlationOf(request), error.facts);
    const { error: word, error_description, error_uri } = body;
    return answerClient(tenant, request, path, { error: word, error_description, error_uri });
  }
}

/**
 * The sign-in page: `GET` shows it, its forms `POST` to the same address.
 * Source: learn.microsoft.com/entra/identity-platform/v2-oauth2-auth-code-flow.
 */
export async function answerAuthorize(tenant: Tenant, request: Request): Promise<Response> {
  try {
    checkOrigin(tenant, request);
    const path = readReturnPath(tenant, new URL(request.url).searchParams);
    return await answerKnownClient(tenant, request, path);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const body = refusalBody(tenant, correlationOf(request), error.facts);
    return showPage(tenant, request, 400, (nonce) => errorPage(nonce, body));
  }
}
