/** A built-in role of Azure: what it allows on resources (`actions`) and on the data inside them (`dataActions`). */
export interface RoleDefinition {
  /** The role's GUID, the same in every tenant. */
  readonly id: string;
  readonly roleName: string;
  readonly description: string;
  readonly actions: readonly string[];
  readonly notActions: readonly string[];
  readonly dataActions: readonly string[];
  readonly notDataActions: readonly string[];
}

interface Permissions {
  readonly actions?: readonly string[];
  readonly notActions?: readonly string[];
  readonly dataActions?: readonly string[];
  readonly notDataActions?: readonly string[];
}

function role(id: string, roleName: string, description: string, permissions: Permissions): RoleDefinition {
  return {
    id,
    roleName,
    description,
    actions: [],
    notActions: [],
    dataActions: [],
    notDataActions: [],
    ...permissions,
  };
}

const rbacOnly = "Only works for key vaults that use the 'Azure role-based access control' permission model.";

const authorizationAndSupport = [
  "Microsoft.Authorization/*/read",
  "Microsoft.Insights/alertRules/*",
  "Microsoft.Resources/deployments/*",
  "Microsoft.Resources/subscriptions/resourceGroups/read",
  "Microsoft.Support/*",
];

const keyVaultManagementRead = [
  ...authorizationAndSupport,
  "Microsoft.KeyVault/checkNameAvailability/read",
  "Microsoft.KeyVault/deletedVaults/read",
  "Microsoft.KeyVault/locations/*/read",
  "Microsoft.KeyVault/vaults/*/read",
  "Microsoft.KeyVault/operations/read",
];

const privileged: readonly RoleDefinition[] = [
  role(
    "8e3af657-a8ff-443c-a75c-2fe8c4bcb635",
    "Owner",
    "Grants full access to manage all resources, including the ability to assign roles in Azure RBAC.",
    { actions: ["*"] },
  ),
  role(
    "b24988ac-6180-42a0-ab88-20f7382dd24c",
    "Contributor",
    "Grants full access to manage all resources, but does not allow you to assign roles in Azure RBAC, manage assignments in Azure Blueprints, or share image galleries.",
    {
      actions: ["*"],
      notActions: [
        "Microsoft.Authorization/*/Delete",
        "Microsoft.Authorization/*/Write",
        "Microsoft.Authorization/elevateAccess/Action",
      ],
    },
  ),
  role(
    "acdd72a7-3385-48ef-bd42-f606fba81ae7",
    "Reader",
    "View all resources, but does not allow you to make any changes.",
    {
      actions: ["*/read"],
    },
  ),
  role(
    "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9",
    "User Access Administrator",
    "Lets you manage user access to Azure resources.",
    {
      actions: ["*/read", "Microsoft.Authorization/*", "Microsoft.Support/*"],
    },
  ),
];

const keyVault: readonly RoleDefinition[] = [
  role(
    "00482a5a-887f-4fb3-b363-3b7fe8e74483",
    "Key Vault Administrator",
    `Perform all data plane operations on a key vault and all objects in it, including certificates, keys, and secrets. Cannot manage key vault resources or manage role assignments. ${rbacOnly}`,
    { actions: keyVaultManagementRead, dataActions: ["Microsoft.KeyVault/vaults/*"] },
  ),
  role(
    "a4417e6f-fecd-4de8-b567-7b0420556985",
    "Key Vault Certificates Officer",
    `Perform any action on the certificates of a key vault, except manage permissions. ${rbacOnly}`,
    {
      actions: keyVaultManagementRead,
      dataActions: [
        "Microsoft.KeyVault/vaults/certificatecas/*",
        "Microsoft.KeyVault/vaults/certificates/*",
        "Microsoft.KeyVault/vaults/certificatecontacts/write",
      ],
    },
  ),
  role("db79e9a7-68ee-4b58-9aeb-b90e7c24fcba", "Key Vault Certificate User", `Read certificate contents. ${rbacOnly}`, {
    dataActions: [
      "Microsoft.KeyVault/vaults/certificates/read",
      "Microsoft.KeyVault/vaults/secrets/getSecret/action",
      "Microsoft.KeyVault/vaults/secrets/readMetadata/action",
      "Microsoft.KeyVault/vaults/keys/read",
    ],
  }),
  role(
    "b86a8fe4-44ce-4948-aee5-eccb2c155cd7",
    "Key Vault Secrets Officer",
    `Perform any action on the secrets of a key vault, except manage permissions. ${rbacOnly}`,
    { actions: keyVaultManagementRead, dataActions: ["Microsoft.KeyVault/vaults/secrets/*"] },
  ),
  role("4633458b-17de-408a-b874-0445c86b69e6", "Key Vault Secrets User", `Read secret contents. ${rbacOnly}`, {
    dataActions: [
      "Microsoft.KeyVault/vaults/secrets/getSecret/action",
      "Microsoft.KeyVault/vaults/secrets/readMetadata/action",
    ],
  }),
  role(
    "14b46e9e-c2b7-41b4-b07b-48a6ebf60603",
    "Key Vault Crypto Officer",
    `Perform any action on the keys of a key vault, except manage permissions. ${rbacOnly}`,
    {
      actions: keyVaultManagementRead,
      dataActions: ["Microsoft.KeyVault/vaults/keys/*", "Microsoft.KeyVault/vaults/keyrotationpolicies/*"],
    },
  ),
  role(
    "12338af0-0e69-4776-bea7-57ae8d297424",
    "Key Vault Crypto User",
    `Perform cryptographic operations using keys. ${rbacOnly}`,
    {
      dataActions: [
        "Microsoft.KeyVault/vaults/keys/read",
        "Microsoft.KeyVault/vaults/keys/update/action",
        "Microsoft.KeyVault/vaults/keys/backup/action",
        "Microsoft.KeyVault/vaults/keys/encrypt/action",
        "Microsoft.KeyVault/vaults/keys/decrypt/action",
        "Microsoft.KeyVault/vaults/keys/wrap/action",
        "Microsoft.KeyVault/vaults/keys/unwrap/action",
        "Microsoft.KeyVault/vaults/keys/sign/action",
        "Microsoft.KeyVault/vaults/keys/verify/action",
      ],
    },
  ),
  role(
    "21090545-7ca7-4776-b22c-e363652d74d2",
    "Key Vault Reader",
    `Read metadata of key vaults and its certificates, keys, and secrets. Cannot read sensitive values such as secret contents or key material. ${rbacOnly}`,
    {
      actions: keyVaultManagementRead,
      dataActions: ["Microsoft.KeyVault/vaults/*/read", "Microsoft.KeyVault/vaults/secrets/readMetadata/action"],
    },
  ),
];

const openai = "Microsoft.CognitiveServices/accounts/OpenAI";

const artificialIntelligence: readonly RoleDefinition[] = [
  role(
    "5e0bd9bd-7b93-4f28-af87-19fc36ad61bd",
    "Cognitive Services OpenAI User",
    "Ability to view files, models, deployments. Readers can't make any changes They can inference and create images",
    {
      actions: [
        "Microsoft.CognitiveServices/*/read",
        "Microsoft.Authorization/roleAssignments/read",
        "Microsoft.Authorization/roleDefinitions/read",
      ],
      dataActions: [
        `${openai}/*/read`,
        `${openai}/engines/completions/action`,
        `${openai}/engines/search/action`,
        `${openai}/engines/generate/action`,
        `${openai}/deployments/audio/action`,
        `${openai}/deployments/search/action`,
        `${openai}/deployments/completions/action`,
        `${openai}/deployments/chat/completions/action`,
        `${openai}/deployments/realtime/action`,
        `${openai}/deployments/extensions/chat/completions/action`,
        `${openai}/deployments/embeddings/action`,
        `${openai}/images/generations/action`,
        `${openai}/assistants/*`,
        `${openai}/responses/*`,
      ],
      notDataActions: [`${openai}/stored-completions/read`],
    },
  ),
  role(
    "8ebe5a00-799e-43f5-93ac-243d3dce84a7",
    "Search Index Data Contributor",
    "Grants full access to Azure Cognitive Search index data.",
    { dataActions: ["Microsoft.Search/searchServices/indexes/documents/*"] },
  ),
  role(
    "1407120a-92aa-4202-b7e9-c0e197c71c8f",
    "Search Index Data Reader",
    "Grants read access to Azure Cognitive Search index data.",
    { dataActions: ["Microsoft.Search/searchServices/indexes/documents/read"] },
  ),
  role(
    "7ca78c08-252a-4471-8644-bb5ff32d4ba0",
    "Search Service Contributor",
    "Lets you manage Search services, but not access to them.",
    {
      actions: [
        ...authorizationAndSupport,
        "Microsoft.ResourceHealth/availabilityStatuses/read",
        "Microsoft.Search/searchServices/*",
      ],
    },
  ),
];

/**
 * The built-in roles that the tenant knows, by GUID.
 *
 * Source: learn.microsoft.com/azure/role-based-access-control/built-in-roles (privileged, security, ai-machine-learning).
 */
export const roleDefinitions: ReadonlyMap<string, RoleDefinition> = new Map(
  [...privileged, ...keyVault, ...artificialIntelligence].map((definition) => [definition.id, definition]),
);

/** A role by its display name, compared without case; throws a RangeError for a name that is not in the table. */
export function roleNamed(roleName: string): RoleDefinition {
  for (const definition of roleDefinitions.values()) {
    if (definition.roleName.toLowerCase() === roleName.toLowerCase()) return definition;
  }
  throw new RangeError(`The tenant knows no built-in role "${roleName}".`);
}
