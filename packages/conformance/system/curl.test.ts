import { createTenant, provisionerOf } from "@entrakit/emulator";
import { connectProxy } from "@entrakit/emulator/proxy";
import { expect } from "vitest";

import { listAt, parseJson, textAt } from "../src/rest.ts";
import { runProgram, testWith } from "./tools.ts";

testWith("curl")(
  "curl gets a token and reads Graph through the proxy, with production host names and TLS verified",
  async () => {
    const tenant = createTenant({ seed: "curl" });
    await using proxy = await connectProxy(tenant);
    const { clientId, clientSecret } = provisionerOf(tenant);
    const form = new URLSearchParams({
      grant_type: "client_credentials",
      client_id: clientId,
      client_secret: clientSecret,
      scope: "https://graph.microsoft.com/.default",
    });
    const curl = async (...rest: readonly string[]) =>
      parseJson((await runProgram("curl", ["--silent", "--fail", ...rest], proxy.environment())).stdout);
    const tokenUrl = `https://login.microsoftonline.com/${tenant.tenantId}/oauth2/v2.0/token`;
    const token = textAt(await curl("--data", String(form), tokenUrl), "access_token");
    const users = await curl("--header", `Authorization: Bearer ${token}`, "https://graph.microsoft.com/v1.0/users");
    expect(listAt(users, "value")).toHaveLength(tenant.directory.users.size);
  },
);

testWith("curl")("curl is refused a host outside the tenant, and told why", async () => {
  const tenant = createTenant({ seed: "curl" });
  await using proxy = await connectProxy(tenant);
  const attempt = runProgram("curl", ["--silent", "--show-error", "https://example.org/"], proxy.environment());
  await expect(attempt).rejects.toThrow(/403/);
});

testWith("curl")("curl trusts the tenant's hosts by the authority of the run alone", async () => {
  await using proxy = await connectProxy(createTenant({ seed: "curl" }));
  const { CURL_CA_BUNDLE: _trusted, ...untrusting } = proxy.environment();
  const attempt = runProgram("curl", ["--silent", "--show-error", "https://graph.microsoft.com/"], untrusting);
  await expect(attempt).rejects.toThrow(/certificate/i);
});
