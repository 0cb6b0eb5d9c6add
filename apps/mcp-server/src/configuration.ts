/** What the server is told by its environment. Nothing in it is a secret. */
export interface Configuration {
  readonly tenantId: string;
  readonly clientId: string;
  /** `https://<vault>.vault.azure.net`. */
  readonly vaultUrl: string;
  readonly certificateName: string;
  /** `https://<resource>.openai.azure.com`. */
  readonly openaiEndpoint: string;
  /** `https://<service>.search.windows.net`. */
  readonly searchEndpoint: string;
}

interface Variable {
  readonly name: string;
  readonly pattern: RegExp;
  /** What belongs there, after "Set it to". */
  readonly wanted: string;
}

const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const https = /^https:\/\/[\w.-]+(:\d+)?(\/\S*)?$/i;

// AZURE_TENANT_ID and AZURE_CLIENT_ID are left to DefaultAzureCredential: they name who runs the server, not the app.
const variables: Readonly<Record<keyof Configuration, Variable>> = {
  tenantId: {
    name: "APP_TENANT_ID",
    pattern: guid,
    wanted: "the Directory (tenant) ID on the app's overview page, a GUID",
  },
  clientId: {
    name: "APP_CLIENT_ID",
    pattern: guid,
    wanted: "the Application (client) ID on the app's overview page, a GUID",
  },
  vaultUrl: {
    name: "KEY_VAULT_URL",
    pattern: /^https:\/\/[a-z][a-z0-9-]+\.vault\.(azure\.net|azure\.cn|usgovcloudapi\.net)\/?$/i,
    wanted: "the vault's URI, such as https://contoso.vault.azure.net",
  },
  certificateName: {
    name: "KEY_VAULT_CERTIFICATE",
    pattern: /^[0-9a-z-]{1,127}$/i,
    wanted: "the certificate's name in the vault: letters, digits and hyphens",
  },
  openaiEndpoint: {
    name: "AZURE_OPENAI_ENDPOINT",
    pattern: https,
    wanted: "the resource's endpoint, such as https://contoso.openai.azure.com",
  },
  searchEndpoint: {
    name: "AZURE_SEARCH_ENDPOINT",
    pattern: https,
    wanted: "the search service's endpoint, such as https://contoso.search.windows.net",
  },
};

/** The value is not quoted: a secret may have been put into the wrong variable. */
function problemWith({ name, pattern, wanted }: Variable, value: string): string | undefined {
  if (value === "") return `${name} is missing. Set it to ${wanted}.`;
  return pattern.test(value) ? undefined : `${name} is malformed. Set it to ${wanted}.`;
}

/**
 * Reads the environment.
 *
 * @throws Error that names everything that is missing or malformed, at once, and where to put it
 */
export function readConfiguration(environment: NodeJS.ProcessEnv = process.env): Configuration {
  const read = (key: keyof Configuration): string => environment[variables[key].name]?.trim() ?? "";
  const configuration: Configuration = {
    tenantId: read("tenantId"),
    clientId: read("clientId"),
    vaultUrl: read("vaultUrl"),
    certificateName: read("certificateName"),
    openaiEndpoint: read("openaiEndpoint"),
    searchEndpoint: read("searchEndpoint"),
  };
  const keys = Object.keys(configuration).filter((key): key is keyof Configuration => key in variables);
  const problems = keys.flatMap((key) => problemWith(variables[key], configuration[key]) ?? []);
  if (problems.length === 0) return configuration;
  const list = problems.map((problem) => `  ${problem}`).join("\n");
  throw new Error(
    `The MCP server is not configured. Put these into "env" of its entry in the MCP host's settings:\n${list}`,
  );
}
