/** A token for the app by client secret, by the exported certificate, and signed in the vault. */
import { DefaultAzureCredential } from "@azure/identity";
import { appOnly, type ClientAuth, ClientCertificate, ClientSecret } from "@entrakit/auth-core";
import { createGraph } from "@entrakit/graph-kit";
import { keyVaultSigner } from "@entrakit/kv-cert/node";
import { defaultScope } from "@entrakit/scopes";

import { claimsOf, note, printFacts, variable } from "./facts.ts";

const tenantId = variable("APP_TENANT_ID");
const clientId = variable("APP_CLIENT_ID");
const vaultUrl = variable("KEY_VAULT_URL");
const certificateName = variable("KEY_VAULT_CERTIFICATE");

// The operator's own identity, from the environment.
const credential = new DefaultAzureCredential();

/** Whose token it is, and how Entra says that the client proved itself. */
async function appOf(clientAuth: ClientAuth): Promise<string> {
  const { token } = await appOnly({ tenantId, clientId, clientAuth }).getToken(defaultScope("graph"));
  const { appid, appidacr } = claimsOf(token);
  return `${String(appid)} ${String(appidacr)}`;
}

async function addSecret(): Promise<string> {
  const graph = createGraph({ credential, permissions: { application: ["Application.ReadWrite.All"] } });
  const answer: unknown = await graph.request("POST", `/applications/${variable("APP_OBJECT_ID")}/addPassword`, {
    body: { passwordCredential: { displayName: "before the certificate" } },
  });
  if (typeof answer !== "object" || answer === null || !("secretText" in answer))
    throw new Error("no secret was added");
  return String(answer.secretText);
}

note("client secret");
const secret = await appOf(ClientSecret(await addSecret()));

note("certificate, key exported from the vault by DefaultAzureCredential");
const exported = await keyVaultSigner({ vaultUrl, certificateName, credential, mode: "exported" });
const byExported = await appOf(ClientCertificate(exported));

note("certificate, signed in the vault");
const remote = await keyVaultSigner({ vaultUrl, certificateName, credential, mode: "remote" });
const byRemote = await appOf(ClientCertificate(remote));

printFacts({ secret, exported: byExported, remote: byRemote, x5tS256: remote.x5tS256 });
