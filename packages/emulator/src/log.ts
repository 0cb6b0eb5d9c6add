/** One request that the tenant answered. Headers and bodies are left out: they hold secrets. */
export interface LogEntry {
  /** Milliseconds since the epoch, by the tenant's clock. */
  readonly time: number;
  readonly method: string;
  /** Origin and path; the query is left out, as it may hold codes and signatures. */
  readonly url: string;
  readonly surface: string;
  readonly status: number;
  /** The client's correlation id, where it sent one. */
  readonly clientRequestId?: string;
}

/** Something a client did that Azure tolerates and a careful client does not do. */
export interface Violation {
  readonly time: number;
  readonly kind: "jti-replayed" | "retry-too-early" | "credential-to-wrong-host" | "token-audience";
  readonly detail: string;
}

/** What happened in a tenant, for tests to look at. */
export interface TenantLog {
  readonly requests: readonly LogEntry[];
  readonly violations: readonly Violation[];
  record(entry: LogEntry): void;
  violate(violation: Violation): void;
  clear(): void;
}

/** Makes an empty log. */
export function createLog(): TenantLog {
  const requests: LogEntry[] = [];
  const violations: Violation[] = [];
  return {
    requests,
    violations,
    record: (entry) => void requests.push(entry),
    violate: (violation) => void violations.push(violation),
    clear() {
      requests.length = 0;
      violations.length = 0;
    },
  };
}
