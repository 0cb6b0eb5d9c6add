import type { Tenant } from "../tenant.ts";

/** What Entra says when it refuses: an OAuth error, one of its own numbers, and a sentence. */
export interface RefusalFacts {
  /** OAuth's word (RFC 6749 section 5.2), or one of Entra's additions. */
  readonly error: string;
  /** Entra's number, printed as `AADSTS<code>`. */
  readonly code: number;
  readonly status: 400 | 401;
  readonly text: string;
  readonly suberror?: string;
}

/** A request that Entra refuses; the token endpoint renders it as JSON, the sign-in page as a page or a redirect. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly facts: RefusalFacts;

  constructor(facts: RefusalFacts) {
    super(`AADSTS${facts.code}: ${facts.text}`);
    this.facts = facts;
  }
}

/** The body of an error, in the shape of Entra's token endpoint. */
export interface RefusalBody {
  readonly error: string;
  readonly error_description: string;
  readonly error_codes: readonly number[];
  readonly timestamp: string;
  readonly trace_id: string;
  readonly correlation_id: string;
  readonly error_uri: string;
  readonly suberror?: string;
}

/** Renders a refusal with its trace id, correlation id and time. */
export function refusalBody(tenant: Tenant, correlationId: string, facts: RefusalFacts): RefusalBody {
  const traceId = crypto.randomUUID();
  const timestamp = `${new Date(tenant.clock.now()).toISOString().slice(0, 19).replace("T", " ")}Z`;
  const ids = `Trace ID: ${traceId} Correlation ID: ${correlationId} Timestamp: ${timestamp}`;
  return {
    error: facts.error,
    error_description: `AADSTS${facts.code}: ${facts.text} ${ids}`,
    error_codes: [facts.code],
    timestamp,
    trace_id: traceId,
    correlation_id: correlationId,
    error_uri: `https://login.microsoftonline.com/error?code=${facts.code}`,
    ...(facts.suberror === undefined ? {} : { suberror: facts.suberror }),
  };
}

/** A request that cannot be read (400). */
export function invalidRequest(code: number, text: string): Refusal {
  return new Refusal({ error: "invalid_request", code, status: 400, text });
}

/** A code, token or consent that does not suffice (400). */
export function invalidGrant(code: number, text: string, suberror?: string): Refusal {
  return new Refusal({
    error: "invalid_grant",
    code,
    status: 400,
    text,
    ...(suberror === undefined ? {} : { suberror }),
  });
}

/** A client that did not prove itself (401). */
export function invalidClient(code: number, text: string): Refusal {
  return new Refusal({ error: "invalid_client", code, status: 401, text });
}

/** A scope that cannot be had (400). */
export function invalidScope(code: number, text: string): Refusal {
  return new Refusal({ error: "invalid_scope", code, status: 400, text });
}
