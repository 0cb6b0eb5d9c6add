/** A resource of Azure Resource Manager, in its own shape. */
export interface ArmResource {
  /** `/subscriptions/…/resourceGroups/…/providers/…`, in the casing it was created with. */
  readonly id: string;
  readonly name: string;
  /** `Microsoft.KeyVault/vaults`. */
  readonly type: string;
  readonly kind?: string;
  readonly location: string;
  readonly sku?: Readonly<Record<string, unknown>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly properties: Readonly<Record<string, unknown>>;
}

/** A subscription of the tenant. */
export interface Subscription {
  readonly subscriptionId: string;
  readonly displayName: string;
}

/** A resource group of a subscription. */
export interface ResourceGroup {
  readonly id: string;
  readonly subscriptionId: string;
  readonly name: string;
  readonly location: string;
}

/** A role given to a principal on a scope and everything below it. */
export interface RoleAssignment {
  /** `{scope}/providers/Microsoft.Authorization/roleAssignments/{name}`. */
  readonly id: string;
  /** A GUID that the caller chose. */
  readonly name: string;
  readonly scope: string;
  /** The role's GUID. */
  readonly roleId: string;
  readonly principalId: string;
  readonly principalType: string;
  readonly description: string | null;
  /** ISO 8601. */
  readonly createdOn: string;
  readonly updatedOn: string;
  /** Object id of the caller. */
  readonly createdBy: string;
}

/** Everything Azure Resource Manager holds for the tenant. */
export interface ArmState {
  /** By subscription id. */
  readonly subscriptions: Map<string, Subscription>;
  /** By lower-cased resource id. */
  readonly resourceGroups: Map<string, ResourceGroup>;
  /** By lower-cased resource id. */
  readonly resources: Map<string, ArmResource>;
  /** By lower-cased assignment id. */
  readonly roleAssignments: Map<string, RoleAssignment>;
}

/** A Resource Manager with nothing in it. */
export function createArm(): ArmState {
  return {
    subscriptions: new Map(),
    resourceGroups: new Map(),
    resources: new Map(),
    roleAssignments: new Map(),
  };
}
