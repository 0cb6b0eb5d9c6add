import { mkdtemp, readFile, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { type Tenant, createTenant, resourcesOf } from "@entrakit/emulator";
import { type ProxyServer, connectProxy } from "@entrakit/emulator/proxy";

import type { DrawnSentence } from "./corpus.ts";
import { type ChildOptions, type ChildResult, runChild } from "./child.ts";

/** What provisioning made, for the stages after it. */
export interface ProvisionedApp {
  readonly clientId: string;
  /** Object id of the registration. */
  readonly applicationId: string;
  readonly certificateName: string;
}

/** What the stages share: the tenant, the way to it, and every text that was written. */
export interface World {
  readonly tenant: Tenant;
  readonly proxy: ProxyServer;
  /** A directory for this run's files; it goes with the run. */
  readonly directory: string;
  /** Every log by name, for the leak scan. */
  readonly logs: Map<string, string>;
  app: ProvisionedApp | undefined;
  /** Whether the run is over and the tenant only left running. */
  kept: boolean;
  /** A sentence that stands in one indexed document, and the question that asks for it. */
  question: DrawnSentence | undefined;
  /** Where the tenant's services are reached, for a person. */
  addresses(): readonly string[];
}

/** Makes the tenant and the proxy through which child processes reach it. */
export async function openWorld(seed: string): Promise<World> {
  const directory = await mkdtemp(join(tmpdir(), "entrakit-"));
  const tenant = createTenant({ seed });
  const proxy = await connectProxy(tenant);
  const resources = resourcesOf(tenant);
  return {
    tenant,
    proxy,
    directory,
    logs: new Map(),
    app: undefined,
    kept: false,
    question: undefined,
    addresses: () => [
      `tenant    ${tenant.tenantId}`,
      `proxy     ${proxy.url}`,
      `Entra     https://login.microsoftonline.com/${tenant.tenantId}`,
      `Key Vault ${resources.vaultUrl}`,
      `OpenAI    ${resources.openaiEndpoint}`,
      `Search    ${resources.searchEndpoint}`,
    ],
  };
}

/** Stops the proxy and removes the run's files. */
export async function closeWorld(world: World): Promise<void> {
  await world.proxy.close();
  await rm(world.directory, { recursive: true, force: true });
}

/** The app that provisioning made. */
export function appOf(world: World): ProvisionedApp {
  if (world.app === undefined) throw new Error("no app is provisioned yet");
  return world.app;
}

/** The question whose answer the documents stage has already seen to be right. */
export function questionOf(world: World): DrawnSentence {
  if (world.question === undefined) throw new Error("no documents are indexed yet");
  return world.question;
}

/** Runs a child that reaches the tenant through the proxy; its output is kept for the leak scan. */
export async function runInWorld(
  world: World,
  name: string,
  options: Omit<ChildOptions, "environment"> & { readonly environment?: Readonly<Record<string, string>> },
): Promise<ChildResult> {
  const result = await runChild({ ...options, environment: { ...world.proxy.environment(), ...options.environment } });
  world.logs.set(`${name} stdout`, result.stdout);
  world.logs.set(`${name} stderr`, result.stderr);
  return result;
}

/** A child's last line of standard output as JSON; a child that failed is an error with its own last words. */
export function childFacts(name: string, result: ChildResult): Record<string, unknown> {
  if (result.code !== 0) {
    const words = result.stderr.trim().split("\n").slice(-6).join("\n  ");
    throw new Error(`${name} ended with code ${result.code}:\n  ${words}`);
  }
  const last = result.stdout.trim().split("\n").at(-1) ?? "";
  const facts: unknown = JSON.parse(last);
  if (typeof facts !== "object" || facts === null) throw new Error(`${name} printed no facts`);
  return { ...facts };
}

/** A fact as a line of the report shows it. */
export function said(facts: Readonly<Record<string, unknown>>, name: string): string {
  const fact = facts[name];
  if (fact === undefined || fact === null) throw new Error(`the child process found no ${name}`);
  return typeof fact === "string" ? fact : JSON.stringify(fact);
}

/** Files that a stage left in the run's directory, for the leak scan. */
export async function keepFiles(world: World, directory: string): Promise<void> {
  for (const entry of await readdir(directory, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    world.logs.set(path.slice(world.directory.length + 1), await readFile(path, "latin1"));
  }
}
