// #region fifteen-lines
import { DefaultAzureCredential } from "@azure/identity";
import { appOnly, ClientCertificate } from "@entrakit/auth-core";
import { createGraph } from "@entrakit/graph-kit";
import { keyVaultSigner } from "@entrakit/kv-cert";

const { APP_TENANT_ID: tenantId = "", APP_CLIENT_ID: clientId = "", KEY_VAULT_URL: vaultUrl = "" } = process.env;
const you = new DefaultAzureCredential(); // whoever may sign in this vault: az login, a managed identity, …
const signer = await keyVaultSigner({ vaultUrl, certificateName: "app-certificate", credential: you, mode: "remote" });
const app = appOnly({ tenantId, clientId, clientAuth: ClientCertificate(signer) }); // no secret anywhere

const graph = createGraph({ credential: app, permissions: { application: ["User.Read.All"] } });
for await (const user of graph.list("/users", { select: ["displayName", "mail"] })) console.log(user.displayName);
// @ts-expect-error  this call is not covered: it needs Sites.Read.All or Sites.ReadWrite.All
const uncovered = () => graph.get("/sites");
// #endregion
void uncovered;
