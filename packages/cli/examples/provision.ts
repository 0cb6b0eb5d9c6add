import { DefaultAzureCredential } from "@azure/identity";
import { provision } from "@entrakit/cli";

const tenantId = process.env["AZURE_TENANT_ID"] ?? "";

const { changed, clientId, thumbprint } = await provision(
  {
    tenantId,
    displayName: "Reports",
    permissions: { application: { graph: ["User.Read.All"] }, delegated: { graph: ["Mail.Read", "offline_access"] } },
    certificate: { vault: process.env["KEY_VAULT_URL"] ?? "", name: "reports" },
  },
  { credential: new DefaultAzureCredential({ tenantId }) },
);

console.log(changed ? "provisioned" : "nothing to change", clientId, thumbprint);
