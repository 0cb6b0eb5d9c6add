export type { AzureRoleName } from "./azure-roles.ts";
export { customFetch } from "@entrakit/auth-core/transport";

export type {
  DesiredApi,
  DesiredAppRole,
  DesiredCertificate,
  DesiredState,
  KeyAccess,
  ResourceRole,
} from "./desired-state.ts";
export { CliError, type CliErrorCode, type CliErrorInit } from "./errors.ts";
export { loadPermissions, manifestFileName } from "./config.ts";
export {
  planProvision,
  provision,
  type ProvisionOptions,
  type ProvisionPlan,
  type ProvisionResult,
  type StepEvent,
  type StepResult,
} from "./provision.ts";
export type { StepName } from "./steps/step.ts";
