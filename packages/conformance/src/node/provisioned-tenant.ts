import { writeFile } from "node:fs/promises";
import { join } from "node:path";

import { type Tenant, createTenant } from "@entrakit/emulator";

import { type AppWish, type Provisioning, type RegisteredApp, createProvisioning } from "../provisioning.ts";
import { factsOf } from "../tenant-control.ts";
import { temporaryDirectory } from "./temporary-directory.ts";

/** A tenant with one app whose certificate is in the vault and in a file; the file is gone at the end of the block. */
export interface ProvisionedTenant extends AsyncDisposable {
  readonly tenant: Tenant;
  readonly provisioning: Provisioning;
  readonly app: RegisteredApp;
  /** The certificate's name in the vault. */
  readonly certificateName: string;
  /** Private key and certificate. */
  readonly pem: string;
  /** A file that holds the same. */
  readonly pemFile: string;
}

/** Makes a tenant and an app in it, by requests that touch no network: what the app may do is for the caller to say. */
export async function provisionedTenant(seed: string, wish: AppWish = {}): Promise<ProvisionedTenant> {
  const tenant = createTenant({ seed });
  const provisioning = createProvisioning(factsOf(tenant), (request) => tenant.fetch(request));
  const certificateName = "app";
  const { cer } = await provisioning.makeCertificate(certificateName, { exportable: true });
  const app = await provisioning.register({ certificate: cer, ...wish });
  const pem = await provisioning.exportSecret(certificateName);
  const directory = await temporaryDirectory();
  const pemFile = join(directory.path, "app.pem");
  await writeFile(pemFile, pem, { mode: 0o600 });
  tenant.log.clear();
  return {
    tenant,
    provisioning,
    app,
    certificateName,
    pem,
    pemFile,
    [Symbol.asyncDispose]: () => directory[Symbol.asyncDispose](),
  };
}
