/**
 * Domains that the tenant plays hosts of. A test authority's certificates are limited to them, so that its key, should
 * it leak, opens nothing else.
 */
export const emulatedDomains: readonly string[] = [
  "login.microsoftonline.com",
  "login.microsoft.com",
  "login.windows.net",
  "sts.windows.net",
  "graph.microsoft.com",
  "sharepoint.com",
  "management.azure.com",
  "vault.azure.net",
  "openai.azure.com",
  "cognitiveservices.azure.com",
  "services.ai.azure.com",
  "search.windows.net",
];
