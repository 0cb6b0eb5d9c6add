export type { Client, Contract, Surface } from "./contract.ts";
export { contracts } from "./contracts.ts";
export { type TenantFacts } from "./tenant-control.ts";
export { type World } from "./world.ts";
