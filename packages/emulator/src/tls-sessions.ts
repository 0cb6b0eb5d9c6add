import { Agent } from "node:https";

/** The method of Node's agent that remembers a TLS session for the next connection to the same host. */
const cacheSession = "_cacheSession";

/**
 * Keeps Node's https agents from remembering TLS sessions, and gives back what undoes it.
 *
 * MSW's connections hand out a session that is none (`mocked session`). The next connection sets it, OpenSSL fails to
 * read it and leaves the failure in its queue, and the next key that the process parses is reported as broken for it
 * ("Invalid keyData", `ERR_OSSL_ASN1_TOO_LONG`), though nothing is wrong with the key.
 */
export function forgetTlsSessions(): () => void {
  const original: unknown = Reflect.get(Agent.prototype, cacheSession);
  Reflect.set(Agent.prototype, cacheSession, () => undefined);
  return () => void Reflect.set(Agent.prototype, cacheSession, original);
}
