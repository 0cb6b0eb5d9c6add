import { X509Certificate } from "node:crypto";

import type { Tenant } from "@entrakit/emulator";
import { connectProxy } from "@entrakit/emulator/proxy";
import { expect } from "vitest";

import { provisionedTenant } from "../src/node/provisioned-tenant.ts";
import { claimsOf, parseJson, textAt } from "../src/rest.ts";
import { runProgram, testWith } from "./tools.ts";

/** Reads its credential as JSON from the environment, gets a token, reads Graph, and prints both answers. */
const program = `
import json, os
import msal, requests

app = msal.ConfidentialClientApplication(
    os.environ["CLIENT_ID"],
    authority="https://login.microsoftonline.com/" + os.environ["TENANT_ID"],
    client_credential=json.loads(os.environ["CREDENTIAL"]),
)
answer = app.acquire_token_for_client(["https://graph.microsoft.com/.default"])
if "access_token" not in answer:
    print(json.dumps(answer))
else:
    bearer = {"Authorization": "Bearer " + answer["access_token"]}
    users = requests.get("https://graph.microsoft.com/v1.0/users", headers=bearer)
    print(json.dumps({"access_token": answer["access_token"], "users": len(users.json()["value"])}))
`;

async function signIn(tenant: Tenant, clientId: string, credential: unknown) {
  await using proxy = await connectProxy(tenant);
  const { stdout } = await runProgram("/usr/bin/python3", ["-c", program], {
    ...proxy.environment(),
    TENANT_ID: tenant.tenantId,
    CLIENT_ID: clientId,
    CREDENTIAL: JSON.stringify(credential),
  });
  return parseJson(stdout);
}

testWith("python3-msal")("MSAL for Python gets a token with a client secret and reads Graph", async () => {
  await using provisioned = await provisionedTenant("python-secret", { application: ["User.Read.All"] });
  const { tenant, app } = provisioned;
  const answer = await signIn(tenant, app.clientId, app.clientSecret);
  expect(claimsOf(textAt(answer, "access_token"))["appidacr"]).toBe("1");
  expect(answer["users"]).toBe(tenant.directory.users.size);
});

testWith("python3-msal")(
  "MSAL for Python signs with a certificate (RS256, SHA-1 x5t with padding) and reads Graph",
  async () => {
    await using provisioned = await provisionedTenant("python-certificate", { application: ["User.Read.All"] });
    const { tenant, app, pem } = provisioned;
    const certificate = new X509Certificate(pem.slice(pem.indexOf("-----BEGIN CERT")));
    const thumbprint = certificate.fingerprint.replaceAll(":", "");
    const answer = await signIn(tenant, app.clientId, { private_key: pem, thumbprint });
    expect(claimsOf(textAt(answer, "access_token"))["appidacr"]).toBe("2");
    expect(answer["users"]).toBe(tenant.directory.users.size);
  },
);

testWith("python3-msal")("MSAL for Python is refused a wrong secret in the words that it reads", async () => {
  await using provisioned = await provisionedTenant("python-wrong");
  const answer = await signIn(provisioned.tenant, provisioned.app.clientId, "wrong");
  expect(answer).toMatchObject({ error: "invalid_client", error_codes: [7000215] });
});
