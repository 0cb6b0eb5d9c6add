import { execFile } from "node:child_process";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

import { connectProxy, type ProxyServer } from "@entrakit/emulator/proxy";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";

import { type EmulatedTenant, openTenant } from "../emulated/tenant.ts";
import { expectNoSecretIn, textOf } from "./support/answers.ts";
import { connectToChild, fromSource } from "./support/clients.ts";

vi.setConfig({ testTimeout: 20_000, hookTimeout: 30_000 });

const run = promisify(execFile);
const support = join(import.meta.dirname, "support");
const preload = join(support, "loaded-modules.ts");
const readGraph = join(support, "read-graph.ts");
const browser = join(support, "scripted-browser.ts");

/** Source: learn.microsoft.com/azure/role-based-access-control/built-in-roles/security. */
const keyVaultCryptoUser = "12338af0-0e69-4776-bea7-57ae8d297424";

let emulated: EmulatedTenant;
let proxy: ProxyServer;
let directory: string;

beforeAll(async () => {
  emulated = await openTenant();
  proxy = await connectProxy(emulated.tenant);
  directory = await mkdtemp(join(tmpdir(), "mcp-server-"));
});

afterAll(async () => {
  await proxy?.close();
  await rm(directory, { recursive: true, force: true });
});

function environment(): Record<string, string> {
  return { ...proxy.environment(), ...emulated.environment };
}

/** Calls `getGraphClient` in a process of its own. */
async function read(mode: string, scope: string, path: string, extra: Record<string, string> = {}): Promise<string> {
  const { stdout, stderr } = await run(process.execPath, [...fromSource, readGraph, mode, scope, path], {
    env: { ...environment(), ...extra },
  });
  expectNoSecretIn(emulated.tenant, stdout + stderr);
  return stdout.trim();
}

/** A program that plays a person at the sign-in page, as a file that can be started by its name. */
async function writeBrowser(): Promise<string> {
  const path = join(directory, "browser");
  await writeFile(path, `#!/bin/sh\nexec "${process.execPath}" "${browser}" "$@"\n`);
  await chmod(path, 0o755);
  return path;
}

function revoke(permission: string): void {
  const { appRoleAssignments, servicePrincipals } = emulated.tenant.directory;
  const roles = [...servicePrincipals.values()].flatMap(({ appRoles }) => appRoles);
  const role = roles.find(({ value }) => value === permission);
  const principal = [...servicePrincipals.values()].find(
    ({ appId }) => appId === emulated.environment["APP_CLIENT_ID"],
  );
  for (const [id, { appRoleId, principalId }] of appRoleAssignments) {
    if (appRoleId === role?.id && principalId === principal?.id) appRoleAssignments.delete(id);
  }
}

function newestSubjects(userId: string, count: number): readonly string[] {
  const messages = [...(emulated.tenant.content.mailboxes.get(userId)?.messages.values() ?? [])];
  messages.sort((one, other) => other.receivedDateTime.localeCompare(one.receivedDateTime));
  return messages.slice(0, count).map(({ subject }) => subject);
}

describe("the server as a child of its host", () => {
  test("shakes hands and lists its tools without a request and without a library for sign-in or an API", async () => {
    const { tenant } = emulated;
    tenant.log.clear();
    await using child = await connectToChild(environment(), [`--import=${preload}`]);
    await child.client.listTools();
    const loaded = child.log().match(/^loaded .*/gm) ?? [];
    expect(loaded.some((url) => url.includes("/src/tools/ask.ts"))).toBe(true);
    expect(loaded.some((url) => url.includes("@modelcontextprotocol"))).toBe(true);
    const early = /\/@azure\/|\/openai\/|microsoft-graph-client|\/packages\/|\/@entrakit\/|\/src\/auth\//;
    expect(loaded.filter((url) => early.test(url))).toEqual([]);
    expect(tenant.log.requests).toEqual([]);
  });

  test("answers from the tenant: people, mail, documents, itself", async () => {
    const { tenant } = emulated;
    await using child = await connectToChild(environment());
    const call = async (name: string, given: Record<string, unknown> = {}) => {
      const answer = await child.client.callTool({ name, arguments: given });
      expect(textOf(answer)).toBe(JSON.stringify(answer.structuredContent));
      return answer.structuredContent;
    };
    const people = [...tenant.directory.users.values()];
    const users = people.map(({ displayName, mail, jobTitle }) => ({ displayName, mail, jobTitle }));
    expect(await call("list_users", { top: 999 })).toEqual({ users, more: false });

    const [owner] = people;
    const mail = await call("list_messages", { user: owner?.mail, top: 2 });
    const subjects = newestSubjects(owner?.id ?? "", 2);
    expect(subjects).toHaveLength(2);
    expect(mail).toMatchObject({ messages: subjects.map((subject) => ({ subject })), more: true });

    const asked = await call("ask", { question: "When is a lost laptop reported to the service desk?" });
    expect(asked).toMatchObject({
      answer: expect.stringContaining("within one hour"),
      citations: [{ id: 1, name: "handbook/devices.md", text: expect.stringContaining("within one hour") }],
      reason: "stop",
    });

    expect(await call("whoami")).toMatchObject({
      tenantId: tenant.tenantId,
      clientId: emulated.environment["APP_CLIENT_ID"],
      certificate: { key: "remote" },
      permissions: [
        { name: "User.Read.All", declared: true, granted: true },
        { name: "Mail.Read", declared: true, granted: true },
      ],
    });
    expectNoSecretIn(tenant, child.log());
    expect(tenant.log.violations).toEqual([]);
  });

  test("names the permission that was not granted, in the failing tool and in whoami, and no secret", async () => {
    const { tenant } = emulated;
    revoke("Mail.Read");
    await using child = await connectToChild(environment());
    const [owner] = tenant.directory.users.values();
    const answer = await child.client.callTool({ name: "list_messages", arguments: { user: owner?.id } });
    expect(answer.isError).toBe(true);
    expect(textOf(answer)).toMatch(/403 ErrorAccessDenied: .* admin consent was given to .* Mail\.Read/);
    const { structuredContent } = await child.client.callTool({ name: "whoami", arguments: {} });
    expect(structuredContent).toMatchObject({
      permissions: expect.arrayContaining([{ name: "Mail.Read", declared: true, granted: false }]),
    });
    expectNoSecretIn(tenant, textOf(answer) + child.log());
  });

  test("names the role that whoever runs it lacks at the vault", async () => {
    const { roleAssignments } = emulated.tenant.arm;
    const taken = [...roleAssignments].filter(([, { roleId }]) => roleId === keyVaultCryptoUser);
    expect(taken).not.toEqual([]);
    for (const [id] of taken) roleAssignments.delete(id);
    await using child = await connectToChild(environment());
    const answer = await child.client.callTool({ name: "whoami", arguments: {} });
    for (const [id, assignment] of taken) roleAssignments.set(id, assignment);
    expect(answer.isError).toBe(true);
    expect(textOf(answer)).toContain('Assign the role "Key Vault Crypto User" to the caller');
    expectNoSecretIn(emulated.tenant, textOf(answer) + child.log());
  });

  test("tells whoever is not signed in to Azure to sign in", async () => {
    await using child = await connectToChild({ ...environment(), AZURE_CLIENT_SECRET: "" });
    const answer = await child.client.callTool({ name: "list_users", arguments: {} });
    expect(answer.isError).toBe(true);
    expect(textOf(answer)).toContain("Run: az login");
  });
});

describe("getGraphClient", () => {
  test("reads as the app", async () => {
    const names = [...emulated.tenant.directory.users.values()].map(({ displayName }) => displayName);
    expect(JSON.parse(await read("app-only", "", "/users"))).toEqual(names);
  });

  test.skipIf(process.platform === "win32")(
    "reads as the person who signs in in the program that BROWSER names; the next process asks nobody",
    async () => {
      const person = [...emulated.tenant.directory.users.values()].at(-1);
      const store = { ENTRAKIT_CACHE: join(directory, "sign-ins") };
      const signIn = { ...store, BROWSER: await writeBrowser(), SIGN_IN_AS: person?.userPrincipalName ?? "" };
      expect(await read("delegated", "User.Read", "/me", signIn)).toBe(JSON.stringify([person?.displayName]));
      const silent = { ...store, BROWSER: join(directory, "no-such-program") };
      expect(await read("delegated", "User.Read", "/me", silent)).toBe(JSON.stringify([person?.displayName]));
    },
  );
});
