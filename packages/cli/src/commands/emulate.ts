import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { Tenant } from "@entrakit/emulator";

import { writeJson } from "../output/json.ts";
import { styled } from "../output/style.ts";
import type { Terminal } from "../terminal.ts";
import { isOn, text, type Values } from "./values.ts";

/** What a program needs to know of a running tenant. */
interface Running {
  readonly seed: string;
  readonly vaultName: string;
  readonly vaultId: string;
  /** Variables to export; the secret is left out. */
  readonly environment: Readonly<Record<string, string>>;
  /** File with `AZURE_CLIENT_SECRET`, readable by this user alone, gone when the tenant stops. */
  readonly clientSecretFile: string;
}

/** `entrakit emulate`: a tenant in memory behind a proxy on this machine, until Ctrl-C. */
export async function emulate(args: Values, terminal: Terminal): Promise<number> {
  const [{ createTenant, provisionerOf }, { connectProxy }] = await Promise.all([
    import("@entrakit/emulator"),
    import("@entrakit/emulator/proxy"),
  ]);
  const seed = text(args, "seed");
  const tenant = createTenant(seed === "" ? {} : { seed });
  await using proxy = await connectProxy(tenant);
  const { clientId, clientSecret } = provisionerOf(tenant);
  const directory = await mkdtemp(join(tmpdir(), "entrakit-"));
  try {
    const clientSecretFile = join(directory, "client-secret");
    await writeFile(clientSecretFile, clientSecret, { mode: 0o600 });
    const environment = { ...proxy.environment(), AZURE_TENANT_ID: tenant.tenantId, AZURE_CLIENT_ID: clientId };
    const running: Running = { seed: tenant.seed, ...vaultOf(tenant), environment, clientSecretFile };
    if (isOn(args, "json")) writeJson(terminal.stdout, { command: "emulate", proxy: proxy.url, ...running });
    else terminal.stdout.write(instructions(terminal, running));
    if (!terminal.signal.aborted) await once(terminal.signal, "abort");
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
  terminal.stderr.write("Stopped.\n");
  return 0;
}

function vaultOf(tenant: Tenant): { vaultName: string; vaultId: string } {
  const vault = [...tenant.arm.resources.values()].find(({ type }) => type === "Microsoft.KeyVault/vaults");
  return { vaultName: vault?.name ?? "", vaultId: vault?.id ?? "" };
}

function instructions({ platform, stdout }: Terminal, running: Running): string {
  const isWindows = platform === "win32";
  const variable = (name: string, value: string): string =>
    isWindows ? `$env:${name} = ${value}` : `export ${name}=${value}`;
  const read = isWindows ? `(Get-Content "${running.clientSecretFile}")` : `"$(cat "${running.clientSecretFile}")"`;
  return [
    styled(stdout, "strong", `A tenant runs here until Ctrl-C (seed ${running.seed}).`),
    "In another terminal:",
    "",
    ...Object.entries(running.environment).map(([name, value]) => variable(name, `"${value}"`)),
    variable("AZURE_CLIENT_SECRET", read),
    "",
    "Node reads these from version 24 on; fetch of Node 20 cannot use a proxy. curl, Python and the Azure CLI read them too.",
    `Its vault: entrakit plan --name reports --vault ${running.vaultName} --vault-id ${running.vaultId}`,
    "",
  ].join("\n");
}
