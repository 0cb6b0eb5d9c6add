import type { CloudName } from "@entrakit/scopes";
import type { PermissionsManifest } from "@entrakit/scopes/graph";

import type { AzureRoleName } from "./azure-roles.ts";

/** The certificate that the application signs in with, and the vault that makes and keeps it. */
export interface DesiredCertificate {
  /** The vault's name (3 to 24 characters) or its address, `https://{name}.vault.azure.net`. */
  readonly vault: string;
  /** The certificate's name in the vault: letters, digits and hyphens. */
  readonly name: string;
  /** Whether the private key may leave the vault. False when left out: then Key Vault signs. */
  readonly exportable?: boolean;
  /** Form of an exported key; `application/x-pem-file` when left out. */
  readonly contentType?: "application/x-pem-file" | "application/x-pkcs12";
  /** Life of the certificate in months, 1 to 36; 12 when left out. */
  readonly validityMonths?: number;
  /** RSA modulus in bits; 2048 when left out. */
  readonly keySize?: 2048 | 3072 | 4096;
}

/** Somebody who may use the certificate's key. */
export interface KeyAccess {
  /** Object id of a user, group or service principal; `application` is the application's own service principal. */
  readonly principalId: string;
  readonly principalType: "User" | "Group" | "ServicePrincipal";
  /** `export` reads the private key out of the vault; `sign` lets Key Vault sign and never shows the key. */
  readonly use: readonly ("export" | "sign")[];
}

/** An Azure role of the application on a resource whose data plane knows no app roles. */
export interface ResourceRole {
  /** Resource id, `/subscriptions/…/providers/…`. */
  readonly resourceId: string;
  readonly role: AzureRoleName;
}

/** An application permission that the application itself offers as an API. */
export interface DesiredAppRole {
  /** As it stands in a token's `roles`, e.g. `Documents.Read`. */
  readonly value: string;
  /** What an administrator reads when consenting. */
  readonly displayName: string;
}

/** The application as an API of its own: audience `api://{appId}`, version 2 tokens. */
export interface DesiredApi {
  readonly appRoles: readonly DesiredAppRole[];
  /** Whether the application is granted its own roles, so that it can call itself. */
  readonly assignToSelf?: boolean;
}

/** Everything that {@link provision} brings about. What it does not name is left as it is. */
export interface DesiredState {
  /** Directory (tenant) id, a GUID. */
  readonly tenantId: string;
  /** National cloud; `public` when left out. */
  readonly cloud?: CloudName;
  /** Name that people see, up to 256 characters. */
  readonly displayName: string;
  /** Key of the registration, unique in the tenant and fixed for ever; follows from `displayName` when left out. */
  readonly uniqueName?: string;
  /** Permission names by kind and API, e.g. `{ application: { graph: ["User.Read.All"] } }`. */
  readonly permissions: PermissionsManifest;
  /** Redirect addresses of the public client; `["http://localhost"]` when left out (any port then fits). */
  readonly redirectUris?: readonly string[];
  readonly certificate: DesiredCertificate;
  /** Resource id of the vault, `/subscriptions/…/vaults/{name}`; needed where `keyAccess` names somebody. */
  readonly vaultId?: string;
  /** Nobody when left out. */
  readonly keyAccess?: readonly KeyAccess[];
  /** Azure roles of the application itself, e.g. on a model account; none when left out. */
  readonly resourceRoles?: readonly ResourceRole[];
  readonly api?: DesiredApi;
  /** File that receives `requiredResourceAccess`; not written when left out. */
  readonly manifestFile?: string;
}
