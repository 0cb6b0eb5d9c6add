import { X509Certificate, createHash, createPrivateKey } from "node:crypto";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { createSecureContext } from "node:tls";

import { ClientSecretCredential } from "@azure/identity";
import { CertificateClient, type CertificatePolicy } from "@azure/keyvault-certificates";
import { CryptographyClient, KeyClient } from "@azure/keyvault-keys";
import { SecretClient } from "@azure/keyvault-secrets";
import { type Tenant, createTenant, provisionerOf, resourcesOf } from "@entrakit/emulator";
import { type Interception, intercept } from "@entrakit/emulator/msw";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const data = new URL("../../../../shared/data/crypto/pkcs12/keyvault-real/", import.meta.url);

/** The tenant's provisioner, after it gave itself a role on the vault as Azure's owner would. */
async function credentialWith(tenant: Tenant, ...roleIds: readonly string[]): Promise<ClientSecretCredential> {
  const { clientId, clientSecret, servicePrincipalId } = provisionerOf(tenant);
  const credential = new ClientSecretCredential(tenant.tenantId, clientId, clientSecret);
  const { token } = await credential.getToken("https://management.azure.com/.default");
  const { vaultId, subscriptionId } = resourcesOf(tenant);
  for (const roleId of roleIds) {
    const path = `${vaultId}/providers/Microsoft.Authorization/roleAssignments/${crypto.randomUUID()}`;
    const response = await fetch(`https://management.azure.com${path}?api-version=2022-04-01`, {
      method: "PUT",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: JSON.stringify({
        properties: {
          roleDefinitionId: `/subscriptions/${subscriptionId}/providers/Microsoft.Authorization/roleDefinitions/${roleId}`,
          principalId: servicePrincipalId,
          principalType: "ServicePrincipal",
        },
      }),
    });
    if (response.status !== 201) throw new Error(await response.text());
  }
  return credential;
}

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const collected: T[] = [];
  for await (const item of items) collected.push(item);
  return collected;
}

const secretsOfficer = "b86a8fe4-44ce-4948-aee5-eccb2c155cd7";
const cryptoOfficer = "14b46e9e-c2b7-41b4-b07b-48a6ebf60603";
const quick = { intervalInMs: 5 };

function policy(more: Partial<CertificatePolicy> = {}): CertificatePolicy {
  return { issuerName: "Self", subject: "CN=Foreign", ...more };
}

describe("the official Key Vault clients, unmodified, against the emulator", () => {
  let tenant: Tenant;
  let interception: Interception;
  let certificates: CertificateClient;
  let secrets: SecretClient;
  let keys: KeyClient;
  let credential: ClientSecretCredential;

  beforeAll(async () => {
    tenant = createTenant({ seed: "foreign-keyvault" });
    interception = intercept(tenant);
    credential = await credentialWith(tenant, secretsOfficer, cryptoOfficer);
    const { vaultUrl } = resourcesOf(tenant);
    certificates = new CertificateClient(vaultUrl, credential);
    secrets = new SecretClient(vaultUrl, credential);
    keys = new KeyClient(vaultUrl, credential);
  });

  afterAll(() => interception.close());

  test("keyvault-certificates creates a certificate by polling, and reads it", async () => {
    const poller = await certificates.beginCreateCertificate("created", policy(), quick);
    expect(poller.getResult()?.cer).toBeUndefined();
    const made = await poller.pollUntilDone();
    const read = await certificates.getCertificate("created");
    expect(read.cer).toEqual(made.cer);
    expect(read.policy?.keySize).toBe(2048);
    const der = read.cer ?? new Uint8Array();
    expect(new X509Certificate(der).subject).toBe("CN=Foreign");
    expect(Buffer.from(read.properties.x509Thumbprint ?? [])).toEqual(createHash("sha1").update(der).digest());
    const byVersion = await certificates.getCertificateVersion("created", read.properties.version ?? "");
    expect(byVersion.cer).toEqual(read.cer);
  });

  test("keyvault-certificates reads an operation and cancels one", async () => {
    const elliptic = policy({ keyType: "EC", keyCurveName: "P-256" });
    const poller = await certificates.beginCreateCertificate("stopped", elliptic, quick);
    await poller.cancelOperation();
    expect(poller.getOperationState().isCancelled).toBe(true);
    await certificates.deleteCertificateOperation("stopped");
    await expect(certificates.getCertificate("stopped")).rejects.toMatchObject({ statusCode: 404 });
  });

  test("keyvault-certificates changes tags, lists versions and lists certificates", async () => {
    for (const name of ["listed-1", "listed-2", "listed-3"]) {
      const elliptic = policy({ keyType: "EC", keyCurveName: "P-256" });
      await (await certificates.beginCreateCertificate(name, elliptic, quick)).pollUntilDone();
    }
    const { properties } = await certificates.getCertificate("listed-1");
    const updated = await certificates.updateCertificateProperties("listed-1", properties.version ?? "", {
      tags: { state: "active" },
    });
    expect(updated.properties.tags).toEqual({ state: "active" });
    const versions = await collect(certificates.listPropertiesOfCertificateVersions("listed-1"));
    expect(versions.map(({ version }) => version)).toEqual([properties.version]);
    const names = (await collect(certificates.listPropertiesOfCertificates())).map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(["listed-1", "listed-2", "listed-3"]));
  });

  test("keyvault-certificates reads and changes a policy", async () => {
    await (await certificates.beginCreateCertificate("policed", policy(), quick)).pollUntilDone();
    await certificates.updateCertificatePolicy("policed", policy({ validityInMonths: 6 }));
    expect((await certificates.getCertificatePolicy("policed")).validityInMonths).toBe(6);
  });

  test("keyvault-certificates deletes, recovers and purges", async () => {
    await (await certificates.beginCreateCertificate("lost", policy(), quick)).pollUntilDone();
    const deleted = await (await certificates.beginDeleteCertificate("lost", quick)).pollUntilDone();
    expect(deleted.recoveryId).toContain("/deletedcertificates/lost");
    await expect(certificates.getCertificate("lost")).rejects.toMatchObject({
      code: "CertificateNotFound",
      statusCode: 404,
    });
    await (await certificates.beginRecoverDeletedCertificate("lost", quick)).pollUntilDone();
    expect((await certificates.getCertificate("lost")).name).toBe("lost");
    await (await certificates.beginDeleteCertificate("lost", quick)).pollUntilDone();
  });

  test("keyvault-secrets gets the certificate's PFX: it opens without a password and imports again", async () => {
    await (await certificates.beginCreateCertificate("exported", policy(), quick)).pollUntilDone();
    const { cer } = await certificates.getCertificate("exported");
    const secret = await secrets.getSecret("exported");
    expect(secret.properties.contentType).toBe("application/x-pkcs12");
    const pfx = Buffer.from(secret.value ?? "", "base64");
    expect(() => createSecureContext({ pfx })).not.toThrow();
    const copy = await certificates.importCertificate("imported", new Uint8Array(pfx));
    expect(copy.cer).toEqual(cer);
  });

  test.skipIf(!existsSync(data))(
    "the PFX is as long as the real vault's for the same subject and key size",
    async () => {
      const file = readdirSync(data).find((name) => name.endsWith(".pfx")) ?? "";
      const real = readFileSync(new URL(file, data));
      await (
        await certificates.beginCreateCertificate("like-real", policy({ subject: "cn=MyCert" }), quick)
      ).pollUntilDone();
      const { value = "" } = await secrets.getSecret("like-real");
      const ours = Buffer.from(value, "base64");
      // A private key's numbers may be a byte shorter; the cipher's blocks then differ by one at most.
      expect(Math.abs(ours.length - real.length)).toBeLessThanOrEqual(8);
      expect(ours.subarray(0, 3)).toEqual(real.subarray(0, 3));
    },
  );

  test("keyvault-secrets gets PEM where the policy says so", async () => {
    const pem = policy({ contentType: "application/x-pem-file" });
    await (await certificates.beginCreateCertificate("pem", pem, quick)).pollUntilDone();
    const { value = "" } = await secrets.getSecret("pem");
    const certificate = new X509Certificate(value.slice(value.indexOf("-----BEGIN CERTIFICATE")));
    expect(certificate.checkPrivateKey(createPrivateKey(value))).toBe(true);
  });

  test("keyvault-secrets sets, disables, deletes and purges", async () => {
    for (const name of ["s-1", "s-2", "s-3"]) await secrets.setSecret(name, `value of ${name}`, { tags: { name } });
    const { properties } = await secrets.getSecret("s-1");
    expect(properties.tags).toEqual({ name: "s-1" });
    await secrets.updateSecretProperties("s-2", (await secrets.getSecret("s-2")).properties.version ?? "", {
      enabled: false,
    });
    await expect(secrets.getSecret("s-2")).rejects.toMatchObject({ statusCode: 403, code: "Forbidden" });
    await (await secrets.beginDeleteSecret("s-3", quick)).pollUntilDone();
    await secrets.purgeDeletedSecret("s-3");
    await expect(secrets.getDeletedSecret("s-3")).rejects.toMatchObject({ statusCode: 404 });
  });

  test("keyvault-secrets follows the links of a list that is longer than a page", async () => {
    const names = Array.from({ length: 30 }, (_, index) => `paged-${String(index).padStart(2, "0")}`);
    for (const name of names) await secrets.setSecret(name, "one of many");
    const pages = await collect(secrets.listPropertiesOfSecrets().byPage());
    expect(pages.length).toBeGreaterThan(1);
    const listed = pages.flat().map(({ name }) => name);
    expect(listed.filter((name) => name.startsWith("paged-"))).toEqual(names);
    expect(new Set(listed).size).toBe(listed.length);
  });

  test("each client tries again after 429 and 503", async () => {
    const host = new URL(resourcesOf(tenant).vaultUrl).hostname;
    const attempts = async (status: number, send: () => Promise<unknown>): Promise<number> => {
      tenant.faults.add({ host, status, headers: { "retry-after": "0" }, body: { error: { code: "Throttled" } } });
      const before = tenant.log.requests.length;
      await send();
      return tenant.log.requests.length - before;
    };
    await secrets.setSecret("steady", "still here");
    // The first call of a client is answered with the challenge; that is over here.
    await keys.getKey("created");
    expect(await attempts(429, () => certificates.getCertificate("created"))).toBe(2);
    expect(await attempts(503, () => secrets.getSecret("steady"))).toBe(2);
    expect(await attempts(429, () => keys.getKey("created"))).toBe(2);
  });

  test("keyvault-keys signs by a certificate's key and verifies, remotely and locally", async () => {
    const inside = policy({ exportable: false, keyUsage: ["digitalSignature"] });
    await (await certificates.beginCreateCertificate("signer", inside, quick)).pollUntilDone();
    const key = await keys.getKey("signer");
    const client = new CryptographyClient(key, credential);
    const digest = new Uint8Array(createHash("sha256").update("to sign").digest());
    const signed = await client.sign("PS256", digest);
    expect((await client.verify("PS256", digest, signed.result)).result).toBe(true);
    const rs256 = await client.signData("RS256", new TextEncoder().encode("to sign"));
    expect((await client.verifyData("RS256", new TextEncoder().encode("to sign"), rs256.result)).result).toBe(true);
    const { cer } = await certificates.getCertificate("signer");
    const { publicKey } = new X509Certificate(cer ?? new Uint8Array());
    const { n } = publicKey.export({ format: "jwk" });
    expect(Buffer.from(key.key?.n ?? []).toString("base64url")).toBe(n);
  });

  test("keyvault-keys is refused an operation that the key does not have", async () => {
    const key = await keys.getKey("signer");
    const client = new CryptographyClient(key.id ?? "", credential);
    const sealed = { algorithm: "RSA-OAEP", ciphertext: new Uint8Array(256) } as const;
    await expect(client.decrypt(sealed)).rejects.toMatchObject({ message: expect.stringContaining("decrypt") });
  });

  test("keyvault-keys creates, encrypts, wraps, lists and deletes", async () => {
    const key = await keys.createRsaKey("made", { keySize: 2048 });
    const client = new CryptographyClient(key, credential);
    const plaintext = new TextEncoder().encode("sealed");
    const { result: ciphertext } = await client.encrypt({ algorithm: "RSA-OAEP-256", plaintext });
    const opened = await client.decrypt({ algorithm: "RSA-OAEP-256", ciphertext });
    expect(new Uint8Array(opened.result)).toEqual(plaintext);
    const wrapped = await client.wrapKey("RSA-OAEP", plaintext);
    const unwrapped = await client.unwrapKey("RSA-OAEP", wrapped.result);
    expect(new Uint8Array(unwrapped.result)).toEqual(plaintext);
    const listed = await collect(keys.listPropertiesOfKeys());
    expect(listed.map(({ name }) => name)).toContain("made");
    expect((await (await keys.beginDeleteKey("made", quick)).pollUntilDone()).name).toBe("made");
  });
});

test("a client without a role gets the vault's denial as a RestError", async () => {
  const tenant = createTenant({ seed: "foreign-keyvault-denied" });
  using _interception = intercept(tenant);
  const { clientId, clientSecret } = provisionerOf(tenant);
  const credential = new ClientSecretCredential(tenant.tenantId, clientId, clientSecret);
  const denied = new SecretClient(resourcesOf(tenant).vaultUrl, credential).getSecret("any");
  await expect(denied).rejects.toMatchObject({
    statusCode: 403,
    code: "Forbidden",
    message: expect.stringContaining("Microsoft.KeyVault/vaults/secrets/getSecret/action"),
  });
});
