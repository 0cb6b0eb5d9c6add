/** A built-in Azure role of the data plane. */
export interface AzureRole {
  /** The role's display name, as `az role assignment create --role` takes it. */
  readonly name: string;
  /** The role definition's GUID, the same in every tenant. */
  readonly id: string;
}

/** What a caller of a service wanted to do, as far as roles tell it apart. */
export type DataPlaneAction = "openai.inference" | "search.read" | "search.write";

/**
 * The least role that allows each action.
 *
 * Source: learn.microsoft.com/azure/role-based-access-control/built-in-roles/ai-machine-learning and
 * learn.microsoft.com/azure/search/search-security-rbac.
 */
export const leastRole: Readonly<Record<DataPlaneAction, AzureRole>> = {
  "openai.inference": { name: "Cognitive Services OpenAI User", id: "5e0bd9bd-7b93-4f28-af87-19fc36ad61bd" },
  "search.read": { name: "Search Index Data Reader", id: "1407120a-92aa-4202-b7e9-c0e197c71c8f" },
  "search.write": { name: "Search Index Data Contributor", id: "8ebe5a00-799e-43f5-93ac-243d3dce84a7" },
};
