import { execFile } from "node:child_process";
import { promisify } from "node:util";

import { createTenant } from "@entrakit/emulator";
import { connectProxy } from "@entrakit/emulator/proxy";

/** Runs a program that knows nothing of the emulator; only its environment sends it there. */
export async function askForIssuer(): Promise<string> {
  const tenant = createTenant({ seed: "example" });
  await using proxy = await connectProxy(tenant);
  const program = `
    const answer = await fetch("https://login.microsoftonline.com/${tenant.tenantId}/v2.0/.well-known/openid-configuration");
    console.log((await answer.json()).issuer);
  `;
  const env = { ...process.env, ...proxy.environment() };
  const run = promisify(execFile);
  const { stdout } = await run(process.execPath, ["--input-type=module", "--eval", program], { env });
  return stdout.trim();
}
