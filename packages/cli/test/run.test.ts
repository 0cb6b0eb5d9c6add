import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { entrakit } from "./fake-terminal.ts";

let directory = "";
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "entrakit-"));
});
afterEach(() => rm(directory, { recursive: true }));

async function configure(files: Readonly<Record<string, string>>): Promise<void> {
  await mkdir(join(directory, "config"));
  for (const [name, content] of Object.entries(files)) await writeFile(join(directory, "config", name), content);
}

const tenant = "--tenant 11111111-2222-4333-8444-555555555555";
const complete = `${tenant} --name reports --vault kv-reports --key-access none`;

describe("the command line", () => {
  it("lists its commands with --help and exits 0", async () => {
    const { code, stdout } = await entrakit("--help");
    expect(code).toBe(0);
    for (const command of ["plan", "apply", "permissions", "emulate", "doctor"]) expect(stdout).toContain(command);
  });

  it("explains one command with --help and runs nothing", async () => {
    const { code, stdout, credentials } = await entrakit("apply --help");
    expect(code).toBe(0);
    expect(stdout).toContain("--key-access");
    expect(credentials).toBe(0);
  });

  it("prints its version", async () => {
    expect(await entrakit("--version")).toMatchObject({ code: 0, stdout: "1.2.3\n" });
  });

  it.each([
    ["an unknown command", "provison", /no command "provison"/],
    ["an unknown option", "plan --exportabel", /no option "--exportabel"/],
    ["an unknown command of a group", "doctor heal", /no command "heal"/],
  ])("refuses %s with exit code 1", async (_name, line, message) => {
    const { code, stderr } = await entrakit(line);
    expect(code).toBe(1);
    expect(stderr).toMatch(message);
    expect(stderr).toContain("fix: ");
  });

  it("shows no stack unless --verbose asks for it", async () => {
    expect((await entrakit(`plan ${complete}`, { directory })).stderr).not.toMatch(/\n\s+at /);
    expect((await entrakit(`plan ${complete} --verbose`, { directory })).stderr).toMatch(/\n\s+at /);
  });

  it("writes no escape sequence where colours are not wanted", async () => {
    for (const line of ["--help", "plan --nonsense", "permissions explain Mail.Read"]) {
      const { stdout, stderr } = await entrakit(line);
      expect(stdout + stderr).not.toContain("\u001B");
    }
  });

  it("prints a failure as one JSON object on stdout with --json", async () => {
    await configure({ "permissions.app.json": '{"graph":["User.Read.Al"]}' });
    const { code, stdout } = await entrakit(`apply ${complete} --yes --json`, { directory });
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      version: 1,
      error: {
        code: "unknown_permission",
        what: expect.stringContaining("application.graph[0]"),
        fix: expect.stringContaining("User.Read.All"),
      },
    });
  });
});

describe("a mistake in the configuration is reported before a credential is asked for", () => {
  it.each([
    ["no permission files", {}, complete, /permissions\.app\.json/],
    ["a file that is not JSON", { "permissions.app.json": "{graph:" }, complete, /is not JSON/],
    [
      "the GUID of another kind",
      { "permissions.app.json": '{"graph":["e1fe6dd8-ba31-4d61-89e7-88639da4683d"]}' },
      complete,
      /"User\.Read\.All" \(df021288-bdef-4463-88db-98f22de89214\)/,
    ],
    ["Calendar.Read", { "permissions.delegated.json": '{"graph":["Calendar.Read"]}' }, complete, /"Calendars\.Read"/],
    [
      "no tenant id",
      { "permissions.app.json": '{"graph":["User.Read.All"]}' },
      complete.replace(tenant, ""),
      /There is no tenant id/,
    ],
    [
      "no name",
      { "permissions.app.json": '{"graph":[]}' },
      `${tenant} --vault kv-reports --key-access none`,
      /--name is missing/,
    ],
    [
      "a resource group without a subscription",
      { "permissions.app.json": '{"graph":[]}' },
      `${complete} --resource-group rg`,
      /--subscription/,
    ],
    [
      "access to the key without the vault's id",
      { "permissions.app.json": '{"graph":[]}' },
      complete.replace("--key-access none", ""),
      /az keyvault show --name kv-reports/,
    ],
    [
      "a principal without a type",
      { "permissions.app.json": '{"graph":[]}' },
      complete.replace("none", "ada"),
      /User:<object id>/,
    ],
  ])("%s", async (_name, files, line, message) => {
    await configure(files);
    const { code, stderr, credentials } = await entrakit(`apply ${line} --yes`, { directory });
    expect(stderr).toMatch(message);
    expect(code).toBe(1);
    expect(credentials).toBe(0);
  });
});

describe("apply without --yes", () => {
  it("refuses where nobody can answer", async () => {
    await configure({ "permissions.app.json": '{"graph":["User.Read.All"]}' });
    const { code, stderr, credentials } = await entrakit(`apply ${complete}`, { directory });
    expect(code).toBe(1);
    expect(credentials).toBe(0);
    expect(stderr).toContain("confirmation_required");
    expect(stderr).toContain("--yes");
  });
});

describe("permissions explain", () => {
  it("tells both kinds of a name apart", async () => {
    const { code, stdout } = await entrakit("permissions explain user.read.all --json");
    expect(code).toBe(0);
    expect(JSON.parse(stdout).permissions).toEqual([
      expect.objectContaining({ kind: "application", type: "Role", id: "df021288-bdef-4463-88db-98f22de89214" }),
      expect.objectContaining({ kind: "delegated", type: "Scope", id: "a154be20-db9c-4678-8ab7-66f6cc099a59" }),
    ]);
  });

  it("says what a GUID is", async () => {
    const { stdout } = await entrakit("permissions explain e1fe6dd8-ba31-4d61-89e7-88639da4683d");
    expect(stdout).toContain("User.Read of Microsoft Graph");
    expect(stdout).toContain("delegated");
    expect(stdout).not.toContain("application");
  });

  it("proposes the nearest name for one that does not exist", async () => {
    const { code, stderr } = await entrakit("permissions explain Calendar.Read");
    expect(code).toBe(1);
    expect(stderr).toContain("Calendars.Read");
  });
});

describe("doctor explain", () => {
  it("finds the code in a whole error text", async () => {
    const { code, stdout } = await entrakit([
      "doctor",
      "explain",
      "AADSTS700027:",
      "Client",
      "assertion",
      "contains",
      "an",
      "invalid",
      "signature.",
    ]);
    expect(code).toBe(0);
    expect(stdout).toContain("AADSTS700027");
    expect(stdout).toContain("fix:");
  });

  it("does not repeat a text that it cannot explain, as it may hold a token", async () => {
    const { code, stdout, stderr } = await entrakit("doctor explain eyJhbGciOiJSUzI1NiJ9.secret");
    expect(code).toBe(1);
    expect(stdout + stderr).not.toContain("eyJ");
  });
});
