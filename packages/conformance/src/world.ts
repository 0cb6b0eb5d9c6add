import type { Fault, LogEntry, Violation } from "@entrakit/emulator";

import { type PatientTime, createPatientTime } from "./patient-time.ts";
import { type Provisioning, createProvisioning } from "./provisioning.ts";
import type { TenantControl, TenantFacts } from "./tenant-control.ts";

/** What a contract runs in: a tenant of its own, reached by `fetch` at Microsoft's host names. */
export interface World extends Provisioning {
  readonly tenant: TenantFacts;
  /** What was asked of the tenant while something went on. */
  during(action: () => Promise<unknown>): Promise<readonly LogEntry[]>;
  /** What clients did so far that a careful client does not do. */
  violations(): Promise<readonly Violation[]>;
  /** Lets coming requests meet a fault. */
  fault(fault: Fault): Promise<void>;
  /** Moves the tenant's clock, in milliseconds. */
  advance(milliseconds: number): Promise<void>;
  /** A time for the client under test, in which waits are over at once. */
  time(): PatientTime;
}

/** Makes a world of a tenant. */
export function createWorld(tenant: TenantFacts, control: TenantControl): World {
  return {
    ...createProvisioning(tenant),
    tenant,
    async during(action) {
      const before = await control.requests();
      await action();
      return (await control.requests()).slice(before.length);
    },
    violations: () => control.violations(),
    fault: (fault) => control.fault(fault),
    advance: (milliseconds) => control.advance(milliseconds),
    time: () => createPatientTime((milliseconds) => control.advance(milliseconds)),
  };
}

/** Whether a request went to the token endpoint. */
export function isTokenRequest({ url }: LogEntry): boolean {
  return url.endsWith("/oauth2/v2.0/token");
}
