import type { AbortSignalLike, AccessToken } from "./credential.ts";
import { abortReason, untilAborted } from "./internal/abort.ts";
import { createFlights, type Flight } from "./token-flights.ts";
import { type TimeSource, timeOf, timeSource } from "./transport/time.ts";

/** One look-up in the cache. */
export interface TokenLookUp {
  /** Names the token: authority, tenant, client, flow, scopes, subject, capability. */
  readonly key: string;
  /** A claims challenge. The cache is then not read, and the answer replaces what it holds. */
  readonly claims?: string | undefined;
  /** Stops this caller's wait; the request ends when nobody waits for it any more. */
  readonly abortSignal?: AbortSignalLike | undefined;
  /**
   * Asks for a new token.
   *
   * @param signal aborts when the last caller has gone
   * @param ahead whether this is a renewal in the background, so that nobody is there to be asked anything
   */
  readonly request: (signal: AbortSignal, ahead: boolean) => Promise<AccessToken>;
}

/** Keeps access tokens in memory, asks once for many callers, and renews ahead in the background. */
export interface TokenCache {
  /** A usable token: the kept one, or the one that a request already under way or a new one brings. */
  resolve(lookUp: TokenLookUp): Promise<AccessToken>;
  /** Forgets every token. */
  clear(): void;
  /** Number of kept tokens. */
  size(): number;
}

/** How a cache is set up. */
export interface TokenCacheOptions {
  /** The most tokens kept; the oldest goes first. 10,000 when left out. */
  readonly maxEntries?: number;
  /**
   * Keeps a request alive until shared work is done; on Workers `waitUntil` of `cloudflare:workers`, because work that one request
   * started ends with it while others wait for it.
   */
  readonly waitUntil?: ((work: Promise<unknown>) => void) | undefined;
  readonly [timeSource]?: TimeSource | undefined;
}

interface Entry {
  readonly token: AccessToken;
  /** End of use: a little before the end of life, so that the token outlives the call that it is for. */
  readonly usableUntil: number;
  readonly refreshAfter: number;
  /** After a failed renewal the next one waits. */
  retryAfter: number;
}

const safetyMargin = 120_000;
const pauseAfterFailure = 30_000;

function entryOf(token: AccessToken, now: number): Entry {
  const life = token.expiresOnTimestamp - now;
  return {
    token: Object.freeze(token),
    usableUntil: token.expiresOnTimestamp - Math.min(safetyMargin, life / 10),
    refreshAfter: token.refreshAfterTimestamp ?? now + life / 2,
    retryAfter: 0,
  };
}

/** Keeps an entry as the newest one; of too many the oldest goes. */
function keep(entries: Map<string, Entry>, maxEntries: number, key: string, entry: Entry): void {
  entries.delete(key);
  entries.set(key, entry);
  const oldest = entries.size > maxEntries ? entries.keys().next().value : undefined;
  if (oldest !== undefined) entries.delete(oldest);
}

/**
 * Makes a cache for access tokens. A look-up costs the same at one token and at 100,000; callers that ask for the same token at
 * the same time share one request; a caller with a valid token never waits for its renewal and never sees the renewal fail.
 */
export function createTokenCache(options: TokenCacheOptions = {}): TokenCache {
  const { maxEntries = 10_000 } = options;
  const time = timeOf(options);
  const entries = new Map<string, Entry>();
  const flights = createFlights(options.waitUntil);

  const join = ({ key, claims, request }: TokenLookUp, ahead: boolean): Flight => {
    const flightKey = claims === undefined ? key : `${key}\n${claims}`;
    return flights.join(flightKey, ahead, async (signal) => {
      const token = await request(signal, ahead);
      keep(entries, maxEntries, key, entryOf(token, time.now()));
      return token;
    });
  };
  const renew = (lookUp: TokenLookUp, entry: Entry): void => {
    if (flights.has(lookUp.key) || time.now() < entry.retryAfter) return;
    join(lookUp, true).promise.catch(() => {
      entry.retryAfter = time.now() + pauseAfterFailure;
    });
  };
  const wait = async (lookUp: TokenLookUp): Promise<AccessToken> => {
    const flight = join(lookUp, false);
    try {
      return await untilAborted(flight.promise, lookUp.abortSignal);
    } catch (error) {
      // A renewal asks nobody anything, so its failure is not the answer for a caller who waits.
      if (!flight.ahead || lookUp.abortSignal?.aborted === true) throw error;
    } finally {
      flights.leave(flight);
    }
    return wait(lookUp);
  };
  const resolve = async (lookUp: TokenLookUp): Promise<AccessToken> => {
    if (lookUp.abortSignal?.aborted === true) throw abortReason(lookUp.abortSignal);
    const entry = lookUp.claims === undefined ? entries.get(lookUp.key) : undefined;
    const now = time.now();
    if (entry === undefined || now >= entry.usableUntil) return wait(lookUp);
    if (now >= entry.refreshAfter) renew(lookUp, entry);
    return entry.token;
  };
  return { resolve, clear: () => entries.clear(), size: () => entries.size };
}
