import { spawnSync } from "node:child_process";
import { join } from "node:path";

import { describe, expect, test } from "vitest";

import { readConfiguration } from "../src/configuration.ts";
import { fromSource } from "./support/clients.ts";

const main = join(import.meta.dirname, "..", "src", "main.ts");
const complete = {
  APP_TENANT_ID: "11111111-1111-4111-8111-111111111111",
  APP_CLIENT_ID: "22222222-2222-4222-8222-222222222222",
  KEY_VAULT_URL: "https://contoso.vault.azure.net",
  KEY_VAULT_CERTIFICATE: "mcp-server",
  AZURE_OPENAI_ENDPOINT: "https://contoso.openai.azure.com",
  AZURE_SEARCH_ENDPOINT: "https://contoso.search.windows.net",
};

function problemsOf(environment: NodeJS.ProcessEnv): string {
  try {
    readConfiguration(environment);
    return "";
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

describe("the configuration", () => {
  test("is read where it is complete", () => {
    expect(readConfiguration(complete)).toMatchObject({
      tenantId: complete.APP_TENANT_ID,
      certificateName: "mcp-server",
    });
  });

  test.each(Object.keys(complete))("names %s alone where nothing else is missing", (name) => {
    const problems = problemsOf({ ...complete, [name]: "" });
    expect(problems).toContain(`${name} is missing. Set it to `);
    expect(problems.match(/is missing|is malformed/g)).toHaveLength(1);
  });

  test.each([
    ["APP_TENANT_ID", "contoso"],
    ["APP_CLIENT_ID", "{22222222-2222-4222-8222-222222222222}"],
    ["KEY_VAULT_URL", "https://contoso.vault.azure.net.example.org"],
    ["KEY_VAULT_URL", "http://contoso.vault.azure.net"],
    ["KEY_VAULT_CERTIFICATE", "certificates/mcp-server"],
    ["AZURE_OPENAI_ENDPOINT", "fabrikam.openai.azure.com"],
    ["AZURE_SEARCH_ENDPOINT", "${env:AZURE_SEARCH_ENDPOINT}"],
  ])("refuses %s=%s with what belongs there, and does not repeat the value", (name, value) => {
    const problems = problemsOf({ ...complete, [name]: value });
    expect(problems).toContain(`${name} is malformed. Set it to `);
    expect(problems).not.toContain(value);
  });

  test("that is missing ends the server with one message on standard error and nothing on standard output", () => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [...fromSource, main], {
      env: {},
      encoding: "utf8",
    });
    expect(status).toBe(1);
    expect(stdout).toBe("");
    for (const name of Object.keys(complete)) expect(stderr).toContain(`${name} is missing`);
    expect(stderr.match(/is not configured/g)).toHaveLength(1);
    expect(stderr).not.toMatch(/\n\s+at /);
  });
});
