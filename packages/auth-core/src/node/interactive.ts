import {
  type AppIdentity,
  type AuthorityOptions,
  checkClientId,
  checkTenantId,
  resolveAuthority,
} from "../app-identity.ts";
import { type Account, authorizationUrl, redeemCode, type SignIn } from "../authorization-code.ts";
import { claimsParameter } from "../capabilities.ts";
import type { AccessToken, Credential } from "../credential.ts";
import { EntraError } from "../entra-error.ts";
import { createQueue } from "../internal/in-turn.ts";
import { createRedeemer, delegatedScope, type Redeemer } from "../refresh-token.ts";
import { createTokenCache } from "../token-cache.ts";
import { scopeList } from "../token-request.ts";
import { customFetch, type Fetch, trustedOrigins } from "../transport/fetch.ts";
import { type TimeSource, timeOf, timeSource } from "../transport/time.ts";
import { openLoopback, type ResponseMode } from "./loopback.ts";
import { SignInError } from "./sign-in-error.ts";
import type { SignInStore } from "./store.ts";
import { openSystemBrowser } from "./system-browser.ts";

/** How a person signs in on this machine. */
export interface InteractiveOptions extends AppIdentity, AuthorityOptions {
  /** Shows an address to the person; the system's browser when left out. */
  readonly openBrowser?: ((url: string) => void | Promise<void>) | undefined;
  /** Keeps the sign-in between processes; each process asks again when left out. */
  readonly store?: SignInStore | undefined;
  /** Scopes to consent to at the sign-in, besides those that a call asks for. */
  readonly scopes?: readonly string[] | undefined;
  /** The account to offer. */
  readonly loginHint?: string | undefined;
  /** How the browser brings the answer; `query` when left out. `form_post` keeps the code out of its history. */
  readonly responseMode?: ResponseMode | undefined;
  /** Longest wait for the person, in milliseconds; 300,000 when left out. */
  readonly timeoutMs?: number | undefined;
  readonly [customFetch]?: Fetch | undefined;
  readonly [trustedOrigins]?: readonly string[] | undefined;
  readonly [timeSource]?: TimeSource | undefined;
}

/** A credential for the person at this machine. */
export interface InteractiveCredential extends Credential {
  /** Who is signed in, here or in the store; asks nobody. */
  account(): Promise<Account | undefined>;
  /** Forgets the sign-in, in the store too. */
  signOut(): Promise<void>;
}

/** What is known of the person who is signed in. */
interface Session {
  readonly account: Account;
  readonly redeem: Redeemer;
}

interface Asked {
  readonly scopes: readonly string[];
  readonly claims: string | undefined;
}

type Checked = InteractiveOptions & { readonly storeKey: string };

/** Errors that only the person can do something about. */
const forThePerson = new Set(["reauth", "interaction_required", "consent_required"]);

function timedOut(): SignInError {
  return new SignInError(
    "timed_out",
    "Nobody finished the sign-in in time.",
    "Run this again and sign in in the browser window.",
  );
}

/** Opens the browser and waits for it to come back, until it is finished, too late, or nobody waits any more. */
async function signIn(options: Checked, asked: Asked, signal: AbortSignal): Promise<SignIn> {
  const responseMode = options.responseMode ?? "query";
  const loopback = await openLoopback(responseMode);
  const late = AbortSignal.timeout(options.timeoutMs ?? 300_000);
  try {
    const code = { ...options, redirectUri: loopback.redirectUri };
    const { scopes, claims } = asked;
    const { url, transaction } = await authorizationUrl(code, {
      scopes,
      claims,
      responseMode,
      extraScopes: options.scopes,
      loginHint: options.loginHint,
    });
    const received = loopback.receive(transaction.state, AbortSignal.any([signal, late]));
    received.catch(() => {});
    // An opener may stay until the browser is closed, so only its failure ends the wait.
    const opening = Promise.resolve((options.openBrowser ?? openSystemBrowser)(url.href)).then(() => received);
    const { parameters, finish } = await Promise.race([received, opening]);
    try {
      const done = await redeemCode(code, transaction, parameters);
      finish({ ok: true, title: "Signed in", text: "You can close this window." });
      return done;
    } catch (error) {
      finish({
        ok: false,
        title: "Not signed in",
        text: error instanceof Error ? error.message : "The sign-in failed.",
      });
      throw error;
    }
  } catch (error) {
    throw late.aborted && !signal.aborted ? timedOut() : error;
  } finally {
    loopback.close();
  }
}

/** Makes the session of a refresh token, which writes every newer one to the store. */
function sessionOf(options: Checked, account: Account, refreshToken: string): Session {
  const redeem = createRedeemer(
    {
      refreshToken,
      onRefreshToken: (newer) =>
        options.store?.save(options.storeKey, {
          account,
          refreshToken: newer.reveal(),
          savedAt: timeOf(options).now(),
        }),
    },
    options,
    options.tenantId,
  );
  return { account, redeem };
}

/** Gives tokens from the session, and asks the person where there is none or it no longer does. */
function createAcquire(options: Checked) {
  let session: Session | undefined;
  const restore = async (): Promise<Session | undefined> => {
    const stored = session === undefined ? await options.store?.load(options.storeKey) : undefined;
    if (stored !== undefined) session = sessionOf(options, stored.account, stored.refreshToken);
    return session;
  };
  const ask = async (asked: Asked, signal: AbortSignal): Promise<SignIn["token"]> => {
    const { account, refreshToken, token } = await signIn(options, asked, signal);
    if (refreshToken !== undefined) {
      session = sessionOf(options, account, refreshToken.reveal());
      await options.store?.save(options.storeKey, {
        account,
        refreshToken: refreshToken.reveal(),
        savedAt: timeOf(options).now(),
      });
    }
    return token;
  };
  const acquire = async (asked: Asked, signal: AbortSignal, ahead: boolean): Promise<AccessToken> => {
    try {
      const current = await restore();
      if (current !== undefined) return await current.redeem(delegatedScope(asked.scopes), asked.claims);
    } catch (error) {
      if (ahead || !EntraError.isInstance(error) || !forThePerson.has(error.code)) throw error;
      return ask({ ...asked, claims: error.claims ?? asked.claims }, signal);
    }
    return ask(asked, signal);
  };
  const forget = (): void => {
    session = undefined;
  };
  return { acquire, restore, forget };
}

/**
 * Signs a person in by the system's browser (authorization code + PKCE over a loopback listener) and gives tokens for that person
 * from then on. With a store, the next process gets its tokens without asking.
 *
 * The app registration needs `http://localhost` among its mobile and desktop redirect URIs.
 *
 * Source: RFC 8252; learn.microsoft.com/entra/identity-platform/v2-oauth2-auth-code-flow.
 *
 * @throws {ConfigurationError} at once where an option is missing or malformed; `getToken` rejects with {@link EntraError},
 * {@link SignInError}, {@link TransportError}, or the reason of the caller's signal
 *
 * @example
 * ```ts
 * const credential = interactive({ tenantId, clientId, store: fileStore({ path: ".cache/sign-in" }) });
 * const token = await credential.getToken("https://graph.microsoft.com/Mail.Read");
 * ```
 */
export function interactive(options: InteractiveOptions): InteractiveCredential {
  const tenantId = checkTenantId(options.tenantId);
  const clientId = checkClientId(options.clientId);
  const storeKey = `${resolveAuthority(options)}|${tenantId}|${clientId}`;
  const checked: Checked = { ...options, tenantId, clientId, storeKey };
  const cache = createTokenCache({ [timeSource]: options[timeSource] });
  const { acquire, restore, forget } = createAcquire(checked);
  const inTurn = createQueue();
  return {
    async getToken(scopes, request = {}) {
      const list = scopeList(scopes);
      const claims = claimsParameter(request.claims, request.enableCae === true);
      return cache.resolve({
        key: `${list.join(" ")}\n${request.enableCae === true ? "cp1" : ""}`,
        claims: request.claims,
        abortSignal: request.abortSignal,
        // One browser window at a time: a second call waits, and then has the first one's session.
        request: (signal, ahead) => inTurn(() => acquire({ scopes: list, claims }, signal, ahead)),
      });
    },
    account: async () => (await restore())?.account,
    async signOut() {
      forget();
      cache.clear();
      await options.store?.remove(storeKey);
    },
  };
}
