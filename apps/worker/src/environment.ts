import { ConfigurationError } from "@entrakit/auth-core";

/** What the Worker is given. The five names are the ones that Azure samples use; the certificate is a binding, not a variable. */
export interface Environment {
  /** Directory (tenant) id. */
  readonly AZURE_TENANT_ID: string;
  /** Application (client) id. */
  readonly AZURE_CLIENT_ID: string;
  /** Only where no certificate is placed yet. */
  readonly AZURE_CLIENT_SECRET?: string;
  /** `https://<resource>.openai.azure.com`. The AI Search service of the same name is used for retrieval. */
  readonly AZURE_OPENAI_ENDPOINT: string;
  /** An API key instead of a token, for resources that still have keys switched on. */
  readonly AZURE_OPENAI_KEY?: string;
  /** A Secrets Store secret: `{ "jwk": …, "x5t#S256": "…" }`, as `entrakit emit worker-key` writes it. */
  readonly CLIENT_CERTIFICATE?: { get(): Promise<string> };
}

const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const https = /^https:\/\/[\w.-]+(:\d+)?(\/\S*)?$/i;

const required = [
  {
    name: "AZURE_TENANT_ID",
    pattern: guid,
    wanted: "the Directory (tenant) ID on the app's overview page, a GUID",
  },
  {
    name: "AZURE_CLIENT_ID",
    pattern: guid,
    wanted: "the Application (client) ID on the app's overview page, a GUID",
  },
  {
    name: "AZURE_OPENAI_ENDPOINT",
    pattern: https,
    wanted: "the resource's endpoint, such as https://contoso.openai.azure.com",
  },
] as const;

/** No value is quoted: a secret may have been put into the wrong variable. */
function problemsOf(environment: Environment): readonly { readonly name: string; readonly problem: string }[] {
  const problems = required.flatMap(({ name, pattern, wanted }) => {
    // Bindings come from a configuration that no compiler has seen.
    const value: unknown = environment[name];
    if (typeof value === "string" && pattern.test(value)) return [];
    return { name, problem: `${name} is ${value ? "malformed" : "missing"}: it is to be ${wanted}.` };
  });
  const { AZURE_CLIENT_SECRET: secret, CLIENT_CERTIFICATE: certificate } = environment;
  if (certificate === undefined && !secret) {
    const problem =
      "There is no client credential: bind CLIENT_CERTIFICATE to the certificate's key in the Secrets Store, or put AZURE_CLIENT_SECRET.";
    return [...problems, { name: "CLIENT_CERTIFICATE", problem }];
  }
  if (certificate === undefined && guid.test(secret ?? "")) {
    const problem = "AZURE_CLIENT_SECRET is a GUID, and so the secret's ID: it is to be the secret's value.";
    return [...problems, { name: "AZURE_CLIENT_SECRET", problem }];
  }
  return problems;
}

/**
 * Stops where the Worker is not configured.
 *
 * @throws {ConfigurationError} naming everything that is missing or malformed, at once, and the command that sets it
 */
export function requireEnvironment(environment: Environment): void {
  const problems = problemsOf(environment);
  if (problems.length === 0) return;
  throw new ConfigurationError({
    option: problems.map(({ name }) => name).join(", "),
    message: `The Worker is not configured. ${problems.map(({ problem }) => problem).join(" ")}`,
    remedy: "Set variables with: npx wrangler secret put <NAME>",
  });
}
