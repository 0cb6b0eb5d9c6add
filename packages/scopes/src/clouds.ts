/** A Microsoft API that a token can be asked for. */
export type ResourceName =
  | "graph"
  | "cognitiveServices"
  | "foundry"
  | "search"
  | "keyVault"
  | "resourceManager"
  | "powerBi"
  | "fabric"
  | "powerApps"
  | "powerPlatform"
  | "storage";

/**
 * A national cloud: one of the separate deployments of Microsoft Entra and the services behind it.
 *
 * `usgov` is Azure Government and Microsoft 365 GCC High, `usgovdod` the Department of Defense, `china` the cloud that
 * 21Vianet operates. Tenants of Microsoft 365 GCC live in `public`.
 */
export type CloudName = "public" | "usgov" | "usgovdod" | "china";

/** Where a cloud's services stand. */
export interface Cloud {
  /** Origin of the token authority, without a trailing slash. */
  readonly authority: string;
  /** Audience of each resource that the cloud offers. */
  readonly audiences: Readonly<Record<ResourceName, string>>;
  /** Host suffix of a Key Vault, after the vault's name and a dot. */
  readonly vaultSuffix: string;
}

/**
 * Authority, audiences and host suffixes of each national cloud.
 *
 * Sources: learn.microsoft.com/entra/identity-platform/authentication-national-cloud,
 * learn.microsoft.com/graph/deployments, learn.microsoft.com/power-bi/developer/embedded/embed-sample-for-customers-national-clouds,
 * learn.microsoft.com/azure/azure-government/compare-azure-government-global-azure; Power Apps and Power Platform as in
 * Microsoft's own clients. Microsoft documents no audience of Fabric and Foundry outside the public cloud: those are
 * the ones that public Terraform providers use, and none was seen live.
 */
export const clouds: Readonly<Record<CloudName, Cloud>> = {
  public: {
    authority: "https://login.microsoftonline.com",
    audiences: {
      graph: "https://graph.microsoft.com",
      cognitiveServices: "https://cognitiveservices.azure.com",
      foundry: "https://ai.azure.com",
      search: "https://search.azure.com",
      keyVault: "https://vault.azure.net",
      resourceManager: "https://management.azure.com",
      powerBi: "https://analysis.windows.net/powerbi/api",
      fabric: "https://api.fabric.microsoft.com",
      powerApps: "https://service.powerapps.com",
      powerPlatform: "https://api.powerplatform.com",
      storage: "https://storage.azure.com",
    },
    vaultSuffix: "vault.azure.net",
  },
  usgov: {
    authority: "https://login.microsoftonline.us",
    audiences: {
      graph: "https://graph.microsoft.us",
      cognitiveServices: "https://cognitiveservices.azure.us",
      foundry: "https://ai.azure.us",
      search: "https://search.azure.us",
      keyVault: "https://vault.usgovcloudapi.net",
      resourceManager: "https://management.usgovcloudapi.net",
      powerBi: "https://high.analysis.usgovcloudapi.net/powerbi/api",
      fabric: "https://api.fabric.microsoft.us",
      powerApps: "https://high.service.powerapps.us",
      powerPlatform: "https://api.high.powerplatform.microsoft.us",
      storage: "https://storage.azure.com",
    },
    vaultSuffix: "vault.usgovcloudapi.net",
  },
  usgovdod: {
    authority: "https://login.microsoftonline.us",
    audiences: {
      graph: "https://dod-graph.microsoft.us",
      cognitiveServices: "https://cognitiveservices.azure.us",
      foundry: "https://ai.azure.us",
      search: "https://search.azure.us",
      keyVault: "https://vault.usgovcloudapi.net",
      resourceManager: "https://management.usgovcloudapi.net",
      powerBi: "https://mil.analysis.usgovcloudapi.net/powerbi/api",
      fabric: "https://api.fabric.microsoft.us",
      powerApps: "https://service.apps.appsplatform.us",
      powerPlatform: "https://api.appsplatform.us",
      storage: "https://storage.azure.com",
    },
    vaultSuffix: "vault.usgovcloudapi.net",
  },
  china: {
    authority: "https://login.partner.microsoftonline.cn",
    audiences: {
      graph: "https://microsoftgraph.chinacloudapi.cn",
      cognitiveServices: "https://cognitiveservices.azure.cn",
      foundry: "https://ai.azure.cn",
      search: "https://search.azure.cn",
      keyVault: "https://vault.azure.cn",
      resourceManager: "https://management.chinacloudapi.cn",
      powerBi: "https://analysis.chinacloudapi.cn/powerbi/api",
      fabric: "https://api.fabric.microsoft.cn",
      powerApps: "https://service.powerapps.cn",
      powerPlatform: "https://api.powerplatform.partner.microsoftonline.cn",
      storage: "https://storage.azure.com",
    },
    vaultSuffix: "vault.azure.cn",
  },
};

/** The scope that asks for everything already granted on a resource, e.g. `https://graph.microsoft.com/.default`. */
export type DefaultScope = `${string}/.default`;

/**
 * The `.default` scope of a resource, as every app-only token request needs it.
 *
 * Source: learn.microsoft.com/entra/identity-platform/scopes-oidc#the-default-scope.
 *
 * @param resource the API by its name in the registry
 * @param cloud the national cloud; `public` when left out
 */
export function defaultScope(resource: ResourceName, cloud: CloudName = "public"): DefaultScope {
  return `${clouds[cloud].audiences[resource]}/.default`;
}
