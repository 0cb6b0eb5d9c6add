export { type TenantResources, resourcesOf } from "./arm/seed.ts";
export type { ArmResource, ArmState, ResourceGroup, RoleAssignment, Subscription } from "./arm/state.ts";
export type { Clock } from "./clock.ts";
export { emulatedDomains } from "./domains.ts";
export { type Provisioner, provisionerOf } from "./directory/seed.ts";
export type {
  AppRole,
  AppRoleAssignment,
  Application,
  Directory,
  Group,
  KeyCredential,
  OAuth2PermissionGrant,
  Organization,
  PasswordCredential,
  PermissionScope,
  RequiredResourceAccess,
  ServicePrincipal,
  User,
} from "./directory/state.ts";
export type { AccessTokenClaims } from "./entra/claims.ts";
export { rotateSigningKey } from "./entra/keys.ts";
export type { EntraState, SigningKey } from "./entra/state.ts";
export type { Fault, FaultPlan } from "./faults.ts";
export { addDriveFile, driveOf } from "./graph/drive-store.ts";
export type {
  Calendar,
  CalendarEvent,
  Channel,
  ChatMessage,
  Drive,
  GraphContent,
  ListItem,
  MailFolder,
  Mailbox,
  Message,
  Site,
  SiteList,
  StoredItem,
  Team,
} from "./graph/state.ts";
export type { LogEntry, TenantLog, Violation } from "./log.ts";
export { addDeployment } from "./openai/seed.ts";
export type { Deployment, OpenAIAccount, OpenAIState } from "./openai/state.ts";
export type { Random } from "./random.ts";
export { isLoopback, refuseHost, refusedHeader } from "./refused.ts";
export type { SearchIndex, SearchService, SearchState } from "./search/state.ts";
export type { SecretKind, SecretRegister } from "./secrets.ts";
export { type Tenant, type TenantOptions, createTenant } from "./tenant.ts";
export type { Vault, VaultState } from "./vault/state.ts";
