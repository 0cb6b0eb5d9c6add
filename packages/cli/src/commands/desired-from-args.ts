import { join, resolve } from "node:path";

import { loadPermissions, manifestFileName } from "../config.ts";
import type { DesiredState, KeyAccess } from "../desired-state.ts";
import { CliError } from "../errors.ts";
import type { Terminal } from "../terminal.ts";
import { slug } from "../validate.ts";
import { isOn, text, type Values } from "./values.ts";

/** The desired state that options, environment and files describe. */
export async function desiredFromArgs(args: Values, terminal: Terminal): Promise<DesiredState> {
  const directory = resolve(terminal.directory, text(args, "config"));
  const exportable = isOn(args, "exportable");
  const vault = text(args, "vault");
  const uniqueName = text(args, "unique-name");
  const keyAccess = parseKeyAccess(text(args, "key-access"), exportable ? "export" : "sign");
  const vaultId = vaultIdFrom(args, vault);
  const name = text(args, "name");
  if (name === "") throw missingOption("name", "The application");
  if (vault === "") throw missingOption("vault", "The key vault");
  return {
    tenantId: text(args, "tenant") || (terminal.env["AZURE_TENANT_ID"] ?? ""),
    displayName: name,
    ...(uniqueName !== "" && { uniqueName }),
    permissions: await loadPermissions(directory),
    certificate: { vault, name: text(args, "certificate") || slug(uniqueName || name), exportable },
    ...(vaultId !== undefined && { vaultId }),
    keyAccess,
    manifestFile: join(directory, manifestFileName),
  };
}

function missingOption(option: string, what: string): CliError {
  return new CliError({
    code: "missing_configuration",
    message: `${what} has no name: --${option} is missing.`,
    remedy: `Add --${option} <name>.`,
  });
}

function vaultIdFrom(args: Values, vault: string): string | undefined {
  const id = text(args, "vault-id");
  const subscription = text(args, "subscription");
  const group = text(args, "resource-group");
  if (id !== "") return id;
  if (subscription === "" && group === "") return undefined;
  if (subscription === "" || group === "") {
    throw new CliError({
      code: "invalid_option",
      message: "--subscription and --resource-group belong together, and one is missing.",
      remedy: "Give both, or give --vault-id alone.",
    });
  }
  const name = URL.canParse(vault) ? new URL(vault).hostname.split(".", 1)[0] : vault;
  return `/subscriptions/${subscription}/resourceGroups/${group}/providers/Microsoft.KeyVault/vaults/${name}`;
}

const principalTypes = ["User", "Group", "ServicePrincipal"] as const;

function parseKeyAccess(list: string, use: "export" | "sign"): readonly KeyAccess[] {
  if (list === "none") return [];
  return list.split(",").map((entry) => {
    const trimmed = entry.trim();
    if (trimmed === "application") return { principalId: "application", principalType: "ServicePrincipal", use: [use] };
    const [kind = "", principalId = ""] = trimmed.split(":");
    const principalType = principalTypes.find((type) => type.toLowerCase() === kind.toLowerCase());
    if (principalType === undefined) {
      throw new CliError({
        code: "invalid_option",
        message: `--key-access does not understand "${trimmed}".`,
        remedy:
          "Write application, User:<object id>, Group:<object id> or ServicePrincipal:<object id>, separated by commas; or none.",
      });
    }
    return { principalId, principalType, use: [use] };
  });
}
