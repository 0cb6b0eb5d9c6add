import type { World } from "./world.ts";

/** The packages whose promises are written down here. */
export type Client = "scopes" | "auth-core" | "kv-cert" | "edge-fetch" | "graph-kit";

/** The service, or the layer, that a contract is about. */
export type Surface = "entra" | "key-vault" | "graph" | "fetch";

/**
 * A promise that a client keeps against a tenant, and a tenant against its clients.
 *
 * It is data and one function, so that the same contract runs in every runtime, stands in a table, and can be run
 * against another tenant.
 */
export interface Contract {
  /** Lower case, parts joined by dots, the surface first. Never given to another rule. */
  readonly id: string;
  /** One sentence. */
  readonly rule: string;
  /** Where the rule is written down: RFC and section, or the page of Microsoft's documentation. */
  readonly spec: string;
  readonly surface: Surface;
  readonly client: Client;
  /** Why it runs in Node alone; left out where it runs everywhere. */
  readonly nodeOnly?: string;
  /** Rejects where the rule does not hold. */
  run(world: World): Promise<void>;
}
