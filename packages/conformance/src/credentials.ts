import {
  type AssertionSigner,
  type AppOnlyOptions,
  ClientCertificate,
  ClientSecret,
  type TokenCredential,
  appOnly,
  webCryptoSigner,
} from "@entrakit/auth-core";
import { type KeyVaultSigner, keyVaultSigner } from "@entrakit/kv-cert";
import { type TimeSource, timeSource } from "@entrakit/auth-core/transport";

import type { MadeCertificate, RegisteredApp } from "./provisioning.ts";
import type { World } from "./world.ts";

export const graphScope = "https://graph.microsoft.com/.default";

/** What the token endpoint is told besides the app's name. */
type Rest = Pick<AppOnlyOptions, "cache" | typeof timeSource>;

/** An app's own credential, by its secret. */
export function bySecret(world: World, app: RegisteredApp, rest: Rest = {}): TokenCredential {
  const clientAuth = ClientSecret(app.clientSecret);
  return appOnly({ tenantId: world.tenant.tenantId, clientId: app.clientId, clientAuth, ...rest });
}

/** An app's own credential, by a certificate. */
export function byCertificate(
  world: World,
  app: Pick<RegisteredApp, "clientId">,
  signer: AssertionSigner,
  rest: Rest = {},
): TokenCredential {
  const clientAuth = ClientCertificate(signer);
  return appOnly({ tenantId: world.tenant.tenantId, clientId: app.clientId, clientAuth, ...rest });
}

/** The credential of the app that owns the vault. */
export function provisionerCredential(world: World): TokenCredential {
  const { tenantId, provisioner } = world.tenant;
  const clientAuth = ClientSecret(provisioner.clientSecret);
  return appOnly({ tenantId, clientId: provisioner.clientId, clientAuth });
}

/** The token of a credential, which gives one or rejects. */
export async function tokenOf(credential: TokenCredential, scope: string = graphScope): Promise<string> {
  const token = await credential.getToken(scope);
  if (token === null) throw new Error("the credential gave no token");
  return token.token;
}

/** A certificate with its key in this program. */
export interface HeldCertificate {
  readonly made: MadeCertificate;
  /** PKCS #8 PEM. */
  readonly privateKey: string;
  /** PEM that holds the certificate. */
  readonly certificate: string;
}

/** Certificates by name: one that a vault made serves in any tenant, and making its key takes long. */
const heldCertificates = new Map<string, HeldCertificate>();

/** A certificate that a vault made, with its key taken out. */
export async function heldCertificate(world: World, name: string): Promise<HeldCertificate> {
  const known = heldCertificates.get(name);
  if (known !== undefined) return known;
  const made = await world.makeCertificate(name, { exportable: true });
  const pem = await world.exportSecret(name);
  const privateKey = /-----BEGIN PRIVATE KEY-----[^-]+-----END PRIVATE KEY-----/.exec(pem)?.[0];
  if (privateKey === undefined) throw new Error("the vault gave no private key");
  const held = { made, privateKey, certificate: pem };
  heldCertificates.set(name, held);
  return held;
}

/** An app that signs in with a certificate whose key this program holds. */
export async function certifiedApp(
  world: World,
): Promise<{ readonly app: RegisteredApp; readonly held: HeldCertificate; readonly signer: AssertionSigner }> {
  const held = await heldCertificate(world, "held");
  const app = await world.register({ certificate: held.made.cer });
  return { app, held, signer: await webCryptoSigner(held) };
}

/** An app whose certificate is in the vault, and whose own service principal holds the given roles there. */
export async function appOnVault(
  world: World,
  roles: readonly string[],
  exportable: boolean = false,
): Promise<{ readonly app: RegisteredApp; readonly made: MadeCertificate }> {
  const made = await world.makeCertificate("app", { exportable });
  const app = await world.register({ certificate: made.cer });
  for (const role of roles) await world.allowOnVault(app.servicePrincipalId, role);
  return { app, made };
}

/** The signer of an app's certificate in the vault, used as the app itself. */
export function signerOnVault(
  world: World,
  app: RegisteredApp,
  mode: "remote" | "exported" | "auto",
  time?: TimeSource,
): Promise<KeyVaultSigner> {
  const { vaultUrl } = world.tenant;
  const credential = bySecret(world, app);
  return keyVaultSigner({ vaultUrl, certificateName: "app", credential, mode, [timeSource]: time });
}
