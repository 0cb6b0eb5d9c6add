import type { CloudName } from "@entrakit/scopes";

import type { DesiredApi, KeyAccess, ResourceRole } from "./desired-state.ts";

/** A permission as the directory knows it: its name and the GUID of its kind. */
export interface NamedPermission {
  readonly name: string;
  readonly id: string;
}

/** What the application asks of one API. */
export interface ResourcePermissions {
  /** Application id of the API. */
  readonly resourceAppId: string;
  /** The API's display name, for messages. */
  readonly resource: string;
  /** Application permissions (`Role`). */
  readonly application: readonly NamedPermission[];
  /** Delegated permissions (`Scope`). */
  readonly delegated: readonly NamedPermission[];
}

/** One entry of an application's `requiredResourceAccess`, in Graph's own spelling. */
export interface ResourceAccess {
  readonly resourceAppId: string;
  readonly resourceAccess: readonly { readonly id: string; readonly type: "Role" | "Scope" }[];
}

/** A {@link DesiredState} that was checked: names resolved, defaults filled in. */
export interface Target {
  readonly tenantId: string;
  readonly cloud: CloudName;
  readonly displayName: string;
  readonly uniqueName: string;
  readonly redirectUris: readonly string[];
  readonly permissions: readonly ResourcePermissions[];
  /** Sorted, so that the same permissions give the same bytes. */
  readonly requiredResourceAccess: readonly ResourceAccess[];
  readonly certificate: {
    readonly vaultUrl: string;
    readonly name: string;
    readonly exportable: boolean;
    readonly contentType: "application/x-pem-file" | "application/x-pkcs12";
    readonly validityMonths: number;
    readonly keySize: 2048 | 3072 | 4096;
  };
  readonly vaultId: string | undefined;
  readonly keyAccess: readonly KeyAccess[];
  readonly resourceRoles: readonly ResourceRole[];
  readonly api: DesiredApi | undefined;
  readonly manifestFile: string | undefined;
}
