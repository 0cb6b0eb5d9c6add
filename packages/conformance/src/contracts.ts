import type { Contract } from "./contract.ts";
import { entraAppOnly } from "./contracts/entra-app-only.ts";
import { entraCertificate } from "./contracts/entra-certificate.ts";
import { entraSignIn } from "./contracts/entra-sign-in.ts";
import { fetchInbound } from "./contracts/fetch-inbound.ts";
import { fetchOutbound } from "./contracts/fetch-outbound.ts";
import { graphPermissions } from "./contracts/graph-permissions.ts";
import { graphReading } from "./contracts/graph-reading.ts";
import { keyVaultAccess } from "./contracts/key-vault-access.ts";
import { keyVaultSigners } from "./contracts/key-vault-signer.ts";
import { nodeOnly } from "./contracts/node-only.ts";

/** Every contract, in the order of the table. */
export const contracts: readonly Contract[] = [
  ...entraAppOnly,
  ...entraCertificate,
  ...entraSignIn,
  ...keyVaultAccess,
  ...keyVaultSigners,
  ...graphReading,
  ...graphPermissions,
  ...fetchOutbound,
  ...fetchInbound,
  ...nodeOnly,
];
