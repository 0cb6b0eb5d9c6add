import { type CloudName, clouds } from "@entrakit/scopes";

import type { DesiredApi, DesiredState, KeyAccess, ResourceRole } from "./desired-state.ts";
import { CliError } from "./errors.ts";
import { isGuid } from "./guid.ts";
import { azureRoles } from "./azure-roles.ts";
import { targetPermissions } from "./target-permissions.ts";
import type { Target } from "./target.ts";

/**
 * Checks a desired state and fills in its defaults, before anything is sent.
 *
 * Throws {@link CliError} (`missing_configuration`, `invalid_configuration`) or `PermissionError` of
 * `@entrakit/scopes/graph`, each naming the value at fault and the fix.
 */
export function checkDesiredState(desired: DesiredState): Target {
  const cloud = desired.cloud ?? "public";
  const displayName = checkDisplayName(desired.displayName);
  const vault = checkVault(desired.certificate.vault, cloud);
  return {
    tenantId: checkTenantId(desired.tenantId),
    cloud,
    displayName,
    uniqueName: checkUniqueName(desired.uniqueName ?? slug(displayName)),
    redirectUris: (desired.redirectUris ?? ["http://localhost"]).map(checkRedirectUri),
    ...targetPermissions(desired.permissions),
    certificate: {
      vaultUrl: vault.url,
      name: checkCertificateName(desired.certificate.name),
      exportable: desired.certificate.exportable ?? false,
      contentType: desired.certificate.contentType ?? "application/x-pem-file",
      validityMonths: checkMonths(desired.certificate.validityMonths ?? 12),
      keySize: desired.certificate.keySize ?? 2048,
    },
    vaultId: checkVaultId(desired.vaultId, vault.name, desired.keyAccess ?? []),
    keyAccess: checkKeyAccess(desired.keyAccess ?? [], desired.certificate.exportable ?? false),
    resourceRoles: checkResourceRoles(desired.resourceRoles ?? []),
    api: desired.api && checkApi(desired.api),
    manifestFile: desired.manifestFile,
  };
}

function invalid(message: string, remedy: string): CliError {
  return new CliError({ code: "invalid_configuration", message, remedy });
}

function missing(message: string, remedy: string): CliError {
  return new CliError({ code: "missing_configuration", message, remedy });
}

/** A directory (tenant) id, in lower case. */
export function checkTenantId(tenantId: string): string {
  const remedy = "Give the directory (tenant) id; az account show --query tenantId --output tsv prints it.";
  if (tenantId === "") throw missing("There is no tenant id.", remedy);
  if (!isGuid(tenantId)) throw invalid(`The tenant id "${tenantId}" is not a GUID.`, remedy);
  return tenantId.toLowerCase();
}

function checkDisplayName(name: string): string {
  const trimmed = name.trim();
  const remedy = "Give the application a name of 1 to 256 characters.";
  if (trimmed === "") throw missing("The application has no name.", remedy);
  if (trimmed.length > 256) throw invalid(`The application's name has ${trimmed.length} characters.`, remedy);
  return trimmed;
}

/** A name in the letters that both a unique name and a certificate may have. */
export function slug(name: string): string {
  return name
    .normalize("NFKD")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-|-$/g, "");
}

function checkUniqueName(name: string): string {
  if (/^[a-zA-Z0-9][a-zA-Z0-9._-]{0,127}$/.test(name)) return name;
  throw invalid(`"${name}" cannot be a unique name.`, "Use letters, digits, dots and hyphens, 128 at most.");
}

function checkRedirectUri(uri: string): string {
  if (!URL.canParse(uri))
    throw invalid(
      `The redirect address "${uri}" is not a URL.`,
      "For a program on a person's machine use http://localhost.",
    );
  const { protocol, hostname } = new URL(uri);
  const loopback = hostname === "localhost" || hostname === "127.0.0.1";
  if (protocol === "http:" && !loopback) {
    throw invalid(
      `The redirect address "${uri}" is http on a host that is not this machine.`,
      "Use https, or http://localhost.",
    );
  }
  return uri;
}

const vaultName = /^[a-z](?!.*--)[a-z0-9-]{1,22}[a-z0-9]$/i;

/** A vault by name or by address. Source: learn.microsoft.com/azure/key-vault/general/about-keys-secrets-certificates#vault-name-and-object-name. */
export function checkVault(vault: string, cloud: CloudName): { name: string; url: string } {
  const suffix = clouds[cloud].vaultSuffix;
  const remedy = `Give the vault's name (3 to 24 letters, digits and hyphens) or its address, https://<name>.${suffix}.`;
  if (vault === "") throw missing("There is no key vault.", remedy);
  const url = URL.canParse(vault) ? new URL(vault) : undefined;
  const name = url === undefined ? vault : url.hostname.slice(0, -suffix.length - 1);
  const rightPlace =
    url === undefined ||
    (url.protocol === "https:" && url.host === `${name}.${suffix}` && url.pathname === "/" && url.username === "");
  if (!rightPlace || !vaultName.test(name)) throw invalid(`"${vault}" is not a key vault's name or address.`, remedy);
  return { name, url: `https://${name.toLowerCase()}.${suffix}` };
}

function checkCertificateName(name: string): string {
  const remedy = "Use 1 to 127 letters, digits and hyphens.";
  if (name === "") throw missing("The certificate has no name.", remedy);
  if (!/^[0-9a-zA-Z-]{1,127}$/.test(name)) throw invalid(`"${name}" cannot be a certificate's name.`, remedy);
  return name;
}

function checkMonths(months: number): number {
  if (Number.isInteger(months) && months >= 1 && months <= 36) return months;
  throw invalid(`A certificate cannot be valid for ${months} months.`, "Use a whole number from 1 to 36.");
}

const vaultIdForm =
  /^\/subscriptions\/([0-9a-f-]{36})\/resourceGroups\/[^/]{1,90}\/providers\/Microsoft\.KeyVault\/vaults\/([^/]+)$/i;

function checkVaultId(id: string | undefined, name: string, keyAccess: readonly KeyAccess[]): string | undefined {
  const remedy = `az keyvault show --name ${name} --query id --output tsv prints it.`;
  if (id === undefined) {
    if (keyAccess.length === 0) return undefined;
    throw missing("Access to the key needs the vault's resource id, and there is none.", remedy);
  }
  const found = vaultIdForm.exec(id);
  if (found === null || !isGuid(found[1] ?? ""))
    throw invalid(`"${id}" is not the resource id of a key vault.`, remedy);
  if (found[2]?.toLowerCase() !== name.toLowerCase()) {
    throw invalid(`The resource id names the vault ${found[2]}, the certificate the vault ${name}.`, remedy);
  }
  return id;
}

function checkKeyAccess(keyAccess: readonly KeyAccess[], exportable: boolean): readonly KeyAccess[] {
  for (const { principalId, principalType, use } of keyAccess) {
    if (principalId !== "application" && !isGuid(principalId)) {
      throw invalid(
        `"${principalId}" is not the object id of a ${principalType}.`,
        "az ad user show --id <name> --query id --output tsv prints a user's.",
      );
    }
    if (principalId === "application" && principalType !== "ServicePrincipal") {
      throw invalid(
        `The application itself is a ServicePrincipal, not a ${principalType}.`,
        'Set principalType to "ServicePrincipal".',
      );
    }
    if (use.length === 0)
      throw invalid(
        `Nothing is said about what ${principalId} may do with the key.`,
        'Set use to ["export"], ["sign"] or both.',
      );
    if (use.includes("export") && !exportable) {
      throw invalid(
        `${principalId} is to export a key that may not leave the vault.`,
        'Make the certificate exportable, or set use to ["sign"].',
      );
    }
  }
  return keyAccess;
}

const resourceIdForm =
  /^\/subscriptions\/[0-9a-f-]{36}(\/resourceGroups\/[^/]{1,90}(\/providers\/[^/]+(\/[^/]+\/[^/]+)+)?)?$/i;

function checkResourceRoles(roles: readonly ResourceRole[]): readonly ResourceRole[] {
  for (const { resourceId, role } of roles) {
    if (!resourceIdForm.test(resourceId)) {
      throw invalid(
        `"${resourceId}" is not a resource id.`,
        "az resource list --query [].id --output tsv prints them.",
      );
    }
    if (!Object.hasOwn(azureRoles, role)) {
      throw invalid(`"${role}" is not a role that is known here.`, `Use one of ${Object.keys(azureRoles).join(", ")}.`);
    }
  }
  return roles;
}

function checkApi(api: DesiredApi): DesiredApi {
  const wrong = api.appRoles.find(
    ({ value }) => !/^[\w!#$%&'()*+,\-./:;<=>?@[\]^`{|}~]{1,120}$/.test(value) || value.startsWith("."),
  );
  if (wrong)
    throw invalid(
      `"${wrong.value}" cannot be an app role's value.`,
      "Use 1 to 120 characters without spaces, no dot first.",
    );
  return api;
}
