import {
  type Fault,
  type LogEntry,
  type Provisioner,
  type SigningKey,
  type Tenant,
  type TenantResources,
  type Violation,
  createTenant,
  provisionerOf,
  resourcesOf,
} from "@entrakit/emulator";

/** A person of the tenant, as a contract needs to know them. */
interface Person {
  readonly id: string;
  readonly displayName: string;
  readonly userPrincipalName: string;
}

/** What a contract knows of its tenant from the start, as somebody who was handed one knows it. */
export interface TenantFacts extends TenantResources {
  readonly tenantId: string;
  /** The app that may register others, and owns the subscription. */
  readonly provisioner: Provisioner;
  readonly users: readonly Person[];
  /** People who may consent for everybody. */
  readonly administrators: readonly Person[];
}

/** The strings that a contract pulls behind the services: the same whether the tenant lives here or in another isolate. */
export interface TenantControl {
  /** Puts a fresh tenant in the place of the last one. */
  open(seed: string): Promise<TenantFacts>;
  /** What was asked of the tenant so far. */
  requests(): Promise<readonly LogEntry[]>;
  /** What clients did so far that a careful client does not do. */
  violations(): Promise<readonly Violation[]>;
  /** Lets coming requests meet a fault. */
  fault(fault: Fault): Promise<void>;
  /** Moves the tenant's clock, in milliseconds. */
  advance(milliseconds: number): Promise<void>;
}

/** A control over tenants of this isolate. */
export interface LocalTenantControl extends TenantControl {
  /** The tenant that was opened last. */
  readonly tenant: Tenant;
}

function personOf({ id, displayName, userPrincipalName }: Person): Person {
  return { id, displayName, userPrincipalName };
}

/** What somebody who was handed the tenant knows of it. */
export function factsOf(tenant: Tenant): TenantFacts {
  const { users, administrators } = tenant.directory;
  const people = [...users.values()].map(personOf);
  return {
    ...resourcesOf(tenant),
    tenantId: tenant.tenantId,
    provisioner: provisionerOf(tenant),
    users: people,
    administrators: people.filter(({ id }) => administrators.has(id)),
  };
}

/** Tenants share one signing key: making an RSA key takes longer than most contracts. */
function shareSigningKey(tenant: Tenant, key: SigningKey): void {
  tenant.entra.signingKeys.push(key);
  tenant.entra.firstKey = Promise.resolve(key);
}

/** Makes a control over tenants in this isolate. */
export function createTenantControl(): LocalTenantControl {
  let current: Tenant | undefined;
  let key: SigningKey | undefined;
  const tenant = (): Tenant => {
    if (current === undefined) throw new Error("No tenant is open.");
    return current;
  };
  return {
    get tenant() {
      return tenant();
    },
    async open(seed) {
      key ??= current?.entra.signingKeys[0];
      current = createTenant({ seed });
      if (key !== undefined) shareSigningKey(current, key);
      return factsOf(current);
    },
    requests: async () => [...tenant().log.requests],
    violations: async () => [...tenant().log.violations],
    fault: async (fault) => tenant().faults.add(fault),
    advance: async (milliseconds) => tenant().clock.advance(milliseconds),
  };
}
