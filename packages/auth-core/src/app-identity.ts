import { type CloudName, clouds } from "@entrakit/scopes";

import { refuseOption } from "./configuration-error.ts";
import { trustedOrigins } from "./transport/fetch.ts";

const guid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const domain = /^(?=.{4,253}$)(?!-)[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63})*\.[a-z]{2,63}$/i;
const sharedTenants = new Set(["common", "organizations", "consumers"]);

/** Which app asks, in which directory. */
export interface AppIdentity {
  /** Directory (tenant) id, a GUID, or a verified domain of it. */
  readonly tenantId: string;
  /** Application (client) id, a GUID. */
  readonly clientId: string;
  /** The national cloud; `public` when left out. */
  readonly cloud?: CloudName | undefined;
}

function requireText(option: string, value: unknown, where: string): string {
  if (value === undefined || value === null || value === "")
    refuseOption(option, `${option} is missing.`, `Set it to ${where}.`);
  if (typeof value !== "string") refuseOption(option, `${option} is not a string.`, `Set it to ${where}.`);
  if (value !== value.trim()) refuseOption(option, `${option} begins or ends with white space.`, "Remove it.");
  return value;
}

/** Whether a text is a GUID. */
export function isGuid(text: string): boolean {
  return guid.test(text);
}

/** Checks a tenant id: a GUID or a domain; the shared endpoints such as `common` only where a user signs in. */
export function checkTenantId(value: unknown, option = "tenantId"): string {
  const tenantId = requireText(option, value, "the Directory (tenant) ID on the app's overview page");
  if (sharedTenants.has(tenantId.toLowerCase())) {
    refuseOption(
      option,
      `${option} is "${tenantId}", which names no tenant.`,
      "Use the tenant's own ID: an app signs in to one directory.",
    );
  }
  if (!guid.test(tenantId) && !domain.test(tenantId)) {
    refuseOption(
      option,
      `${option} is neither a GUID nor a domain name.`,
      "Copy the Directory (tenant) ID from the app's overview page.",
    );
  }
  return tenantId.toLowerCase();
}

/** Checks a client id: a GUID. */
export function checkClientId(value: unknown, option = "clientId"): string {
  const clientId = requireText(option, value, "the Application (client) ID on the app's overview page");
  if (!guid.test(clientId)) {
    refuseOption(
      option,
      `${option} is not a GUID.`,
      "Copy the Application (client) ID, not the object ID or the display name.",
    );
  }
  return clientId.toLowerCase();
}

/** Checks a cloud's name and gives the origin of its token authority. */
function authorityOf(cloud: CloudName = "public"): string {
  const known = Object.hasOwn(clouds, cloud) ? clouds[cloud] : undefined;
  return (
    known?.authority ??
    refuseOption("cloud", `"${cloud}" is not a cloud.`, `Use one of ${Object.keys(clouds).join(", ")}.`)
  );
}

/** What overrides a cloud's token authority: allowed for an origin that is listed under `trustedOrigins` alone. */
export interface AuthorityOptions {
  readonly cloud?: CloudName | undefined;
  /** Origin of another token authority, e.g. `https://127.0.0.1:8443`; it must be listed under `[trustedOrigins]`. */
  readonly authority?: string | undefined;
  readonly [trustedOrigins]?: readonly string[] | undefined;
}

/** The origin that token requests go to. */
export function resolveAuthority(options: AuthorityOptions): string {
  if (options.authority === undefined) return authorityOf(options.cloud);
  const origin = options.authority.replace(/\/$/, "");
  const known = Object.values(clouds).some(({ authority }) => authority === origin);
  if (known || (options[trustedOrigins] ?? []).some((trusted) => trusted.replace(/\/$/, "") === origin)) return origin;
  return refuseOption(
    "authority",
    "authority is not a known token authority.",
    "Set cloud instead, or list its origin under [trustedOrigins].",
  );
}
