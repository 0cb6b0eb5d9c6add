import { writeFile } from "node:fs/promises";
import { join } from "node:path";

import { createTenant } from "@entrakit/emulator";
import { connectProxy } from "@entrakit/emulator/proxy";
import { expect } from "vitest";

import { temporaryDirectory } from "../src/node/temporary-directory.ts";
import { createProvisioning } from "../src/provisioning.ts";
import { factsOf } from "../src/tenant-control.ts";
import { runProgram, testWith } from "./tools.ts";

testWith("openssl")("openssl accepts the proxy's authority under its strict rules", async () => {
  await using directory = await temporaryDirectory();
  await using proxy = await connectProxy(createTenant({ seed: "openssl" }));
  const path = join(directory.path, "ca.pem");
  await writeFile(path, proxy.certificatePem);
  const verified = await runProgram("openssl", ["verify", "-x509_strict", "-CAfile", path, path]);
  expect(verified.stdout).toContain("OK");
  const shown = await runProgram("openssl", ["x509", "-in", path, "-noout", "-text"]);
  expect(shown.stdout).toContain("X509v3 Name Constraints: critical");
});

/** The PFX of a certificate as the tenant's vault exports it, in a file. */
async function exportPfx(directory: string): Promise<string> {
  const tenant = createTenant({ seed: "openssl" });
  const provisioning = createProvisioning(factsOf(tenant), (request) => tenant.fetch(request));
  await provisioning.makeCertificate("exported", { exportable: true, contentType: "application/x-pkcs12" });
  const path = join(directory, "exported.pfx");
  await writeFile(path, Buffer.from(await provisioning.exportSecret("exported"), "base64"));
  return path;
}

testWith("openssl")("openssl opens the exported PFX and names the shape of a real vault's", async () => {
  await using directory = await temporaryDirectory();
  const path = await exportPfx(directory.path);
  const open = ["pkcs12", "-in", path, "-legacy", "-passin", "pass:"];
  const { stderr } = await runProgram("openssl", [...open, "-info", "-noout"]);
  expect(stderr).toContain("MAC: sha1, Iteration 2000");
  expect(stderr.match(/pbeWithSHA1And3-KeyTripleDES-CBC, Iteration 2000/g)).toHaveLength(2);
  const { stdout } = await runProgram("openssl", [...open, "-nodes"]);
  expect(stdout).toContain("BEGIN PRIVATE KEY");
  expect(stdout).toContain("CN = exported");
});

testWith("openssl")("openssl finds that the key of the exported PFX is its certificate's", async () => {
  await using directory = await temporaryDirectory();
  const path = await exportPfx(directory.path);
  const pem = join(directory.path, "exported.pem");
  await runProgram("openssl", ["pkcs12", "-in", path, "-legacy", "-passin", "pass:", "-nodes", "-out", pem]);
  const ofCertificate = await runProgram("openssl", ["x509", "-in", pem, "-noout", "-pubkey"]);
  const ofKey = await runProgram("openssl", ["pkey", "-in", pem, "-pubout"]);
  expect(ofKey.stdout).toBe(ofCertificate.stdout);
});
