import { describe, expect, test } from "vitest";

import { challenge, type Override, rsa, tenantId } from "./support/fake-vault.ts";
import { newest, setUp, signsFor } from "./support/signer.ts";

describe("a challenge", () => {
  const good = { authorization: `https://login.microsoftonline.com/${tenantId}`, resource: "https://vault.azure.net" };
  const once = (response: Response): Override => {
    let left = 1;
    return () => ((left -= 1) < 0 ? undefined : response);
  };

  test.each([
    ["resource", good],
    ["scope", { authorization: good.authorization, scope: "https://vault.azure.net/.default" }],
    ["the older authority", { ...good, authorization: `https://login.windows.net/${tenantId}` }],
  ])("by %s is answered once with a token of the vault's tenant, and remembered", async (_, parameters) => {
    const { make, seen, asked } = setUp([newest], once(challenge(parameters)));
    const signer = await make();
    await signsFor(signer, rsa);
    expect(seen).toHaveLength(3);
    expect(asked.map(({ options }) => options?.tenantId)).toEqual([undefined, tenantId, tenantId]);
    expect(seen[1]?.token).toBe("vault-token-2");
  });

  test("with claims is answered with a token asked for by them", async () => {
    const claims = '{"access_token":{"nbf":{"essential":true,"value":"1"}}}';
    const { make, asked } = setUp(
      [newest],
      once(challenge({ ...good, error: "insufficient_claims", claims: btoa(claims) })),
    );
    await make();
    expect(asked[1]?.options).toMatchObject({ claims, tenantId });
  });

  test.each([
    ["another resource", { ...good, resource: "https://graph.microsoft.com" }],
    ["a foreign domain", { ...good, resource: "https://vault.azure.net.evil.example" }],
    ["another cloud's resource", { ...good, resource: "https://vault.azure.cn" }],
    ["a resource over http", { ...good, resource: "http://vault.azure.net" }],
    ["a resource with a user name", { ...good, resource: "https://a@vault.azure.net" }],
    ["no resource", { authorization: good.authorization }],
    ["a foreign authority", { ...good, authorization: `https://login.evil.example/${tenantId}` }],
    ["another cloud's authority", { ...good, authorization: `https://login.chinacloudapi.cn/${tenantId}` }],
    ["an authority over http", { ...good, authorization: `http://login.microsoftonline.com/${tenantId}` }],
    ["an authority with a user name", { ...good, authorization: `https://a@login.microsoftonline.com/${tenantId}` }],
    ["no tenant", { ...good, authorization: "https://login.microsoftonline.com/common" }],
    ["claims that are no base64", { ...good, claims: "%%%" }],
  ])("with %s is refused, and no further token is sent", async (_, parameters) => {
    const { make, seen, asked } = setUp([newest], () => challenge(parameters));
    await expect(make()).rejects.toEqual(
      expect.objectContaining({ name: "KeyVaultError", code: "challenge_refused", status: 401 }),
    );
    expect([seen.length, asked.length]).toEqual([1, 1]);
  });

  test("that was answered before is not answered again with the same token", async () => {
    let calls = 0;
    const { make, seen } = setUp([newest], () => ((calls += 1) === 2 ? undefined : challenge(good)));
    const signer = await make();
    await expect(signer.sign(new Uint8Array())).rejects.toEqual(expect.objectContaining({ code: "unauthorized" }));
    expect(seen).toHaveLength(3);
  });

  test("that is repeated ends as unauthorized instead of going round", async () => {
    const { make, seen } = setUp([newest], () => challenge(good));
    await expect(make()).rejects.toEqual(expect.objectContaining({ code: "unauthorized" }));
    expect(seen).toHaveLength(2);
  });
});
