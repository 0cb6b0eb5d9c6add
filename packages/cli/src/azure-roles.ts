/**
 * Built-in Azure roles of the data planes that know no app roles, by name.
 *
 * Source: learn.microsoft.com/azure/role-based-access-control/built-in-roles.
 */
export const azureRoles = {
  "Cognitive Services OpenAI User": "5e0bd9bd-7b93-4f28-af87-19fc36ad61bd",
  "Key Vault Certificate User": "db79e9a7-68ee-4b58-9aeb-b90e7c24fcba",
  "Key Vault Crypto User": "12338af0-0e69-4776-bea7-57ae8d297424",
  "Key Vault Reader": "21090545-7ca7-4776-b22c-e363652d74d2",
  "Search Index Data Contributor": "8ebe5a00-799e-43f5-93ac-243d3dce84a7",
  "Search Index Data Reader": "1407120a-92aa-4202-b7e9-c0e197c71c8f",
  "Search Service Contributor": "7ca78c08-252a-4471-8644-bb5ff32d4ba0",
} as const;

/** A built-in role that this package knows by name. */
export type AzureRoleName = keyof typeof azureRoles;
