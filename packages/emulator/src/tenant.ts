import { armSurface } from "./arm/surface.ts";
import { type ArmState, createArm } from "./arm/state.ts";
import { type Clock, createClock } from "./clock.ts";
import { type Directory, createDirectory } from "./directory/state.ts";
import { entraSurface } from "./entra/surface.ts";
import { type EntraState, createEntra } from "./entra/state.ts";
import { type FaultPlan, createFaultPlan } from "./faults.ts";
import { type GraphContent, createGraphContent } from "./graph/state.ts";
import { graphSurface } from "./graph/surface.ts";
import { type TenantLog, createLog } from "./log.ts";
import { type OpenAIState, createOpenAI } from "./openai/state.ts";
import { openaiSurface } from "./openai/surface.ts";
import { type Random, createRandom } from "./random.ts";
import { type SearchState, createSearch } from "./search/state.ts";
import { searchSurface } from "./search/surface.ts";
import { type SecretRegister, createSecretRegister } from "./secrets.ts";
import { seedTenant } from "./seed.ts";
import type { Surface } from "./surface.ts";
import { type VaultState, createVaults } from "./vault/state.ts";
import { vaultSurface } from "./vault/surface.ts";

/** What a new tenant is made from. */
export interface TenantOptions {
  /** Names, ids and documents follow from it; the same seed gives the same tenant. Random when left out. */
  readonly seed?: string;
  /** Number of people in the generated company; 12 when left out. */
  readonly users?: number;
}

/** A Microsoft tenant in memory: its state, its clock, its log and its faults behind one fetch handler. */
export interface Tenant {
  readonly tenantId: string;
  readonly seed: string;
  readonly random: Random;
  readonly clock: Clock;
  readonly log: TenantLog;
  readonly faults: FaultPlan;
  readonly secrets: SecretRegister;
  readonly directory: Directory;
  readonly entra: EntraState;
  readonly vaults: VaultState;
  readonly arm: ArmState;
  readonly content: GraphContent;
  readonly openai: OpenAIState;
  readonly search: SearchState;
  /** Whether some surface answers for the host. */
  owns(hostname: string): boolean;
  /** Answers a request to any of Microsoft's hosts that the tenant plays. */
  fetch(request: Request): Promise<Response>;
}

const surfaces: readonly Surface[] = [
  entraSurface,
  graphSurface,
  vaultSurface,
  armSurface,
  openaiSurface,
  searchSurface,
];

async function dispatch(tenant: Tenant, request: Request): Promise<Response> {
  const url = new URL(request.url);
  const surface = surfaces.find((candidate) => candidate.owns(url.hostname));
  const response =
    surface === undefined
      ? Response.json(
          { error: { code: "HostNotEmulated", message: `No surface answers for ${url.hostname}.` } },
          { status: 404 },
        )
      : (tenant.faults.take(request) ?? (await surface.handle(request, tenant)));
  const clientRequestId = request.headers.get("client-request-id");
  tenant.log.record({
    time: tenant.clock.now(),
    method: request.method,
    url: url.origin + url.pathname,
    surface: surface?.name ?? "none",
    status: response.status,
    ...(clientRequestId === null ? {} : { clientRequestId }),
  });
  return response;
}

/**
 * Makes a tenant: a generated company with its directory, vault, subscription, documents and models, all in memory.
 *
 * @example
 * ```ts
 * const tenant = createTenant({ seed: "contoso" });
 * const answer = await tenant.fetch(new Request("https://graph.microsoft.com/v1.0/users"));
 * ```
 */
export function createTenant(options: TenantOptions = {}): Tenant {
  const seed = options.seed ?? crypto.randomUUID();
  const random = createRandom(seed);
  const tenant: Tenant = {
    tenantId: random.fork("tenant").uuid(),
    seed,
    random,
    clock: createClock(),
    log: createLog(),
    faults: createFaultPlan(),
    secrets: createSecretRegister(),
    directory: createDirectory(),
    entra: createEntra(),
    vaults: createVaults(),
    arm: createArm(),
    content: createGraphContent(),
    openai: createOpenAI(),
    search: createSearch(),
    owns: (hostname) => surfaces.some((surface) => surface.owns(hostname)),
    fetch: (request) => dispatch(tenant, request),
  };
  seedTenant(tenant, { users: options.users ?? 12 });
  return tenant;
}
