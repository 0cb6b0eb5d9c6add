import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, mkdir, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

const main = fileURLToPath(new URL("../src/main.ts", import.meta.url));
const example = fileURLToPath(new URL("../examples/provision.ts", import.meta.url));

interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function start(
  file: string,
  args: readonly string[],
  world: { cwd: string; env: Readonly<Record<string, string>> },
): ChildProcess {
  const { CI: _ci, ...inherited } = process.env;
  return spawn(process.execPath, ["--conditions=@entrakit/source", file, ...args], {
    cwd: world.cwd,
    env: { ...inherited, ...world.env },
  });
}

async function finished(child: ChildProcess): Promise<Finished> {
  const text = { stdout: "", stderr: "" };
  child.stdout?.on("data", (chunk: Buffer) => (text.stdout += chunk.toString()));
  child.stderr?.on("data", (chunk: Buffer) => (text.stderr += chunk.toString()));
  await once(child, "close");
  return { code: child.exitCode, ...text };
}

/** The first JSON object that a process prints. */
async function firstObject(child: ChildProcess): Promise<Readonly<Record<string, unknown>>> {
  let text = "";
  for await (const chunk of child.stdout ?? []) {
    text += String(chunk);
    if (text.endsWith("}\n")) return JSON.parse(text);
  }
  throw new Error(`The process ended without an object: ${text}`);
}

describe("entrakit as a process", () => {
  let directory = "";
  let emulator: ChildProcess;
  let running: Readonly<Record<string, unknown>>;
  let world: { cwd: string; env: Readonly<Record<string, string>> };
  let secret = "";

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), "entrakit-"));
    await mkdir(join(directory, "config"));
    await writeFile(join(directory, "config", "permissions.app.json"), '{ "graph": ["User.Read.All"] }');
    await writeFile(
      join(directory, "config", "permissions.delegated.json"),
      '{ "graph": ["Mail.Read", "offline_access"] }',
    );
    emulator = start(main, ["emulate", "--json"], { cwd: directory, env: {} });
    running = await firstObject(emulator);
    secret = await readFile(String(running["clientSecretFile"]), "utf8");
    world = { cwd: directory, env: { ...environmentOf(running), AZURE_CLIENT_SECRET: secret } };
  }, 30_000);
  afterAll(async () => {
    emulator.kill();
    await rm(directory, { recursive: true });
  });

  const wanted = (): string[] => [
    "--name",
    "Reports",
    "--vault",
    String(running["vaultName"]),
    "--vault-id",
    String(running["vaultId"]),
  ];

  it("provisions with the identity that the environment describes, and finds nothing to do after that", async () => {
    const applied = await finished(start(main, ["apply", ...wanted(), "--yes", "--json"], world));
    expect(applied.stderr).toContain("+ certificate");
    expect(applied.code).toBe(0);
    expect(JSON.parse(applied.stdout)).toMatchObject({
      version: 1,
      command: "apply",
      changed: true,
      certificateName: "reports",
    });
    expect(applied.stdout + applied.stderr).not.toContain(secret);

    const manifest: unknown = JSON.parse(
      await readFile(join(directory, "config", "permissions.resource-accesses.json"), "utf8"),
    );
    expect(manifest).toEqual([
      {
        resourceAppId: "00000003-0000-0000-c000-000000000000",
        resourceAccess: [
          { id: "df021288-bdef-4463-88db-98f22de89214", type: "Role" },
          { id: "570282fd-fa5c-430d-a7fd-fc8dc98a9dca", type: "Scope" },
          { id: "7427e0e9-2fba-42fe-b0c0-848c9e6a8182", type: "Scope" },
        ],
      },
    ]);
  }, 30_000);

  it("exits with 0 where a plan finds nothing, with 2 where it finds changes, and serves as a library as the example shows", async () => {
    const env = { ...world.env, KEY_VAULT_URL: `https://${String(running["vaultName"])}.vault.azure.net` };
    const [same, other, library] = await Promise.all([
      finished(start(main, ["plan", ...wanted(), "--detailed-exitcode"], world)),
      finished(start(main, ["plan", ...wanted(), "--unique-name", "another", "--detailed-exitcode", "--json"], world)),
      finished(start(example, [], { ...world, env })),
    ]);
    expect(same).toMatchObject({ code: 0, stderr: "" });
    expect(same.stdout).toMatch(/Nothing to change\.\n$/);
    expect(same.stdout).not.toContain("\u001B");
    expect(other.code).toBe(2);
    expect(JSON.parse(other.stdout)).toMatchObject({ command: "plan", changed: true });
    expect(library).toMatchObject({ code: 0, stderr: "" });
    expect(library.stdout).toMatch(/^nothing to change [0-9a-f-]{36} [0-9A-F]{40}\n$/);
  }, 30_000);

  it.skipIf(process.platform === "win32")(
    "ends emulate with Ctrl-C and takes its files with it",
    async () => {
      const ended = once(emulator, "close");
      emulator.kill("SIGINT");
      await ended;
      expect(emulator.exitCode).toBe(0);
      expect(existsSync(String(running["clientSecretFile"]))).toBe(false);
    },
    30_000,
  );
});

function environmentOf(value: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> {
  const found = value["environment"];
  if (typeof found !== "object" || found === null) throw new Error("emulate printed no environment.");
  return Object.fromEntries(Object.entries(found).map(([name, entry]) => [name, String(entry)]));
}
