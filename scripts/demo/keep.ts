import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";

import { appEnvironment, operatorEnvironment } from "./environment.ts";
import type { Report } from "./report.ts";
import type { World } from "./world.ts";

/** The variables that another program needs, secret included, in a file that this user alone can read; it goes with the run. */
async function writeVariables(world: World): Promise<string> {
  const variables = { ...world.proxy.environment(), ...operatorEnvironment(world), ...appEnvironment(world) };
  const isWindows = process.platform === "win32";
  const lines = Object.entries(variables).map(([name, value]) =>
    isWindows ? `$env:${name} = "${value}"` : `export ${name}="${value}"`,
  );
  const path = join(world.directory, isWindows ? "tenant.ps1" : "tenant.sh");
  await writeFile(path, `${lines.join("\n")}\n`, { mode: 0o600 });
  return path;
}

/** Leaves the tenant running and says how other programs reach it, until it is stopped. */
export async function keepRunning(world: World, report: Report): Promise<void> {
  const path = await writeVariables(world);
  world.kept = true;
  report.line("\nThe tenant keeps running until Ctrl-C. In another terminal, for the emulated hosts alone:\n");
  report.line(`  . ${path}`);
  report.line('  curl "https://login.microsoftonline.com/$AZURE_TENANT_ID/v2.0/.well-known/openid-configuration"');
  report.line('  npx pnpm@12.21.0 entrakit plan --name reports --vault "$KEY_VAULT_URL" --vault-id "$KEY_VAULT_ID"');
  report.line("\nNode 24, curl, Python and the Azure CLI reach it (fetch of Node 20 cannot use a proxy):\n");
  for (const address of world.addresses()) report.line(`  ${address}`);
  // The signal that ends it removes the files and ends the process.
  await once(process, "exit");
}
