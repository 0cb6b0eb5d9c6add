import type { ArgsDef, CommandDef } from "citty";

import type { Terminal } from "./terminal.ts";

/** The options that every command has. */
const everywhere: ArgsDef = {
  json: { type: "boolean", description: "Print one JSON object on stdout; progress goes to stderr" },
  verbose: { type: "boolean", description: "Show the stack of an error" },
};

/** The options that say what is wanted; `plan` and `apply` share them. */
const wanted: ArgsDef = {
  config: {
    type: "string",
    default: "config",
    valueHint: "dir",
    description: "Folder with permissions.app.json and permissions.delegated.json",
  },
  tenant: { type: "string", valueHint: "id", description: "Directory (tenant) id; AZURE_TENANT_ID when left out" },
  name: { type: "string", valueHint: "name", description: "Name of the application" },
  "unique-name": {
    type: "string",
    valueHint: "name",
    description: "Key of the registration; follows from the name when left out",
  },
  vault: { type: "string", valueHint: "name|url", description: "Key vault that makes and keeps the certificate" },
  certificate: {
    type: "string",
    valueHint: "name",
    description: "Name of the certificate; follows from the unique name when left out",
  },
  "vault-id": { type: "string", valueHint: "id", description: "Resource id of the vault" },
  subscription: {
    type: "string",
    valueHint: "id",
    description: "Subscription of the vault, with --resource-group instead of --vault-id",
  },
  "resource-group": {
    type: "string",
    valueHint: "name",
    description: "Resource group of the vault, with --subscription",
  },
  exportable: {
    type: "boolean",
    default: false,
    description: "Let the private key leave the vault; otherwise Key Vault signs",
  },
  "key-access": {
    type: "string",
    default: "application",
    valueHint: "list",
    description:
      "Who may use the key: application, User:<object id>, Group:<object id>, ServicePrincipal:<object id>; or none",
  },
};

const plan = (terminal: Terminal): CommandDef => ({
  meta: { name: "plan", description: "Show what apply would change; writes nothing" },
  args: {
    ...wanted,
    "detailed-exitcode": {
      type: "boolean",
      description: "Exit with 2 when there is something to change",
    },
    ...everywhere,
  },
  run: async ({ args }) => (await import("./commands/plan.ts")).plan(args, terminal),
});

const apply = (terminal: Terminal): CommandDef => ({
  meta: { name: "apply", description: "Create or complete the application, its certificate, consents and roles" },
  args: {
    ...wanted,
    yes: { type: "boolean", alias: "y", description: "Do not ask first" },
    ...everywhere,
  },
  run: async ({ args }) => (await import("./commands/apply.ts")).apply(args, terminal),
});

const permissionsExplain = (terminal: Terminal): CommandDef => ({
  meta: { name: "explain", description: "Say what a permission's name or GUID stands for" },
  args: {
    permission: { type: "positional", required: true, description: "A name such as Mail.Read, or a GUID" },
    ...everywhere,
  },
  run: async ({ args }) => (await import("./commands/permissions-explain.ts")).explainPermission(args, terminal),
});

const emulate = (terminal: Terminal): CommandDef => ({
  meta: {
    name: "emulate",
    description: "Run a Microsoft tenant in memory behind a proxy on this machine, until Ctrl-C",
  },
  args: {
    seed: {
      type: "string",
      valueHint: "text",
      description: "The same seed gives the same tenant; random when left out",
    },
    ...everywhere,
  },
  run: async ({ args }) => (await import("./commands/emulate.ts")).emulate(args, terminal),
});

const doctorExplain = (terminal: Terminal): CommandDef => ({
  meta: { name: "explain", description: "Say what an AADSTS error means and how to fix it" },
  args: {
    error: { type: "positional", required: true, description: "A code such as AADSTS700027, or the whole error text" },
    ...everywhere,
  },
  run: async ({ args }) => (await import("./commands/doctor-explain.ts")).explainError(args, terminal),
});

const emitWorkerKey = (terminal: Terminal): CommandDef => ({
  meta: { name: "worker-key", description: "Print the certificate's private key as a Worker takes it; for a pipe" },
  args: {
    tenant: { type: "string", valueHint: "id", description: "Directory (tenant) id; AZURE_TENANT_ID when left out" },
    vault: {
      type: "string",
      valueHint: "name|url",
      required: true,
      description: "Key vault that keeps the certificate",
    },
    certificate: { type: "string", valueHint: "name", required: true, description: "Name of the certificate" },
    ...everywhere,
  },
  run: async ({ args }) => (await import("./commands/emit-worker-key.ts")).emitWorkerKey(args, terminal),
});

/** The whole command tree. An action is loaded when it is called, so that `--help` loads none. */
export function createProgram(terminal: Terminal, version: string): CommandDef {
  return {
    meta: { name: "entrakit", version, description: "Provision and diagnose Microsoft Entra applications" },
    subCommands: {
      plan: plan(terminal),
      apply: apply(terminal),
      permissions: {
        meta: { name: "permissions", description: "Look up permissions of Microsoft's APIs" },
        subCommands: { explain: permissionsExplain(terminal) },
      },
      emit: {
        meta: { name: "emit", description: "Print what another program is given" },
        subCommands: { "worker-key": emitWorkerKey(terminal) },
      },
      emulate: emulate(terminal),
      doctor: {
        meta: { name: "doctor", description: "Find out what is wrong" },
        subCommands: { explain: doctorExplain(terminal) },
      },
    },
  };
}
