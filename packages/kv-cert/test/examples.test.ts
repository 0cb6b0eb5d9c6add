import { customFetch, type Fetch } from "@entrakit/auth-core/transport";
import { constants, createHash, verify } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, test, vi } from "vitest";

import { makeCertificate } from "../examples/create-certificate.ts";
import { signerOf } from "../examples/open-pfx.ts";
import { credentialOf } from "../examples/remote-signer.ts";
import { addressOf, fakeVault, rsa, tenantId, vaultUrl } from "./support/fake-vault.ts";
import { writePfx } from "./support/pfx-writer.ts";

const clientId = "a1c7d2e4-5b8f-4c3a-9e6d-0f1b2a3c4d5e";
const vault = fakeVault([{ version: "v1", made: rsa }], ({ path }) =>
  path.endsWith("/create") ? Response.json({ status: "completed" }, { status: 202 }) : undefined,
);

afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

describe("the examples", () => {
  test("get a token that Key Vault signed for", async () => {
    const assertions: string[] = [];
    const fetch: Fetch = async (input, init) => {
      if (addressOf(input).startsWith(vaultUrl)) {
        return vault.options[customFetch](input, init);
      }
      assertions.push(new URLSearchParams(await new Response(init?.body ?? null).text()).get("client_assertion") ?? "");
      return Response.json({ access_token: "app-token", token_type: "Bearer", expires_in: 3600 });
    };
    vi.stubGlobal("fetch", fetch);
    const credential = await credentialOf({ tenantId, clientId }, vaultUrl, vault.options.credential);
    expect((await credential.getToken("https://graph.microsoft.com/.default")).token).toBe("app-token");
    const [header, payload, signature = ""] = assertions[0]?.split(".") ?? [];
    const key = { key: rsa.publicKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 };
    expect(verify("sha256", Buffer.from(`${header}.${payload}`), key, Buffer.from(signature, "base64url"))).toBe(true);
  });

  test("make a certificate", async () => {
    vi.spyOn(console, "error").mockReturnValue();
    vi.stubGlobal("fetch", vault.options[customFetch]);
    expect(await makeCertificate(vaultUrl, vault.options.credential)).toBe(rsa.certificateDer.toString("base64"));
    expect(console.error).toHaveBeenCalledWith("Key Vault: completed");
  });

  test("make a signer of a PFX", async () => {
    const folder = mkdtempSync(join(tmpdir(), "entrakit-pfx-"));
    try {
      const path = join(folder, "app.pfx");
      writeFileSync(path, writePfx({ password: "1234", keys: [rsa.keyDer], certificates: [rsa.certificateDer] }));
      const signer = await signerOf(path, "1234");
      expect(signer.x5tS256).toBe(createHash("sha256").update(rsa.certificateDer).digest("base64url"));
      expect(await signer.sign(new Uint8Array([1]))).toHaveLength(256);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
