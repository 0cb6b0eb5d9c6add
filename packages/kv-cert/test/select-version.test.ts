import { describe, expect, test } from "vitest";

import { type FakeVersion, olderRsa, type Override, vaultUrl } from "./support/fake-vault.ts";
import { newest, setUp, signsFor } from "./support/signer.ts";

describe("the version", () => {
  const seconds = Math.floor(Date.now() / 1000);
  const older: FakeVersion = { version: "v1", made: olderRsa, created: seconds - 1000 };

  test.each([
    ["is disabled", { enabled: false }],
    ["is not valid yet", { nbf: seconds + 1000 }],
    ["has expired", { exp: seconds - 1 }],
  ])("is the newest usable one where the newest %s", async (_, change) => {
    const oldest: FakeVersion = { version: "v0", made: olderRsa, created: seconds - 5000 };
    const { make } = setUp([oldest, older, { ...newest, ...change }]);
    const signer = await make();
    expect(signer.version).toBe("v1");
    expect(await signsFor(signer, olderRsa)).toBe(true);
  });

  test("is the pinned one where one is pinned, if it is usable", async () => {
    expect((await setUp([older, newest]).make({ version: "v1" })).version).toBe("v1");
    await expect(setUp([{ ...older, enabled: false }, newest]).make({ version: "v1" })).rejects.toEqual(
      expect.objectContaining({ code: "no_usable_version" }),
    );
  });

  test("has to be usable at all", async () => {
    const { make } = setUp([
      { ...older, enabled: false },
      { ...newest, exp: 1 },
    ]);
    await expect(make()).rejects.toEqual(
      expect.objectContaining({ code: "no_usable_version", remedy: expect.stringMatching(/new one/) }),
    );
  });

  test("with an EC key is refused with the reason", async () => {
    await expect(setUp([{ ...newest, kty: "EC" }]).make()).rejects.toEqual(
      expect.objectContaining({ code: "unsupported_key", message: expect.stringContaining("RSA") }),
    );
  });

  test("is looked for on every page, and no page of another host is read", async () => {
    const pages: Override = ({ path, query }) => {
      if (!path.endsWith("/versions")) return undefined;
      const next = `${vaultUrl}/certificates/app/versions?$skiptoken=2`;
      return query.has("$skiptoken") ? undefined : Response.json({ value: [], nextLink: next });
    };
    expect((await setUp([older, { ...newest, enabled: false }], pages).make()).version).toBe("v1");
    const elsewhere: Override = ({ path }) =>
      path.endsWith("/versions") ? Response.json({ value: [], nextLink: "https://evil.example/" }) : undefined;
    const { make, seen } = setUp([older, { ...newest, enabled: false }], elsewhere);
    await expect(make()).rejects.toEqual(expect.objectContaining({ code: "origin_refused" }));
    expect(seen).toHaveLength(2);
  });

  test("of a bundle that points elsewhere is not believed", async () => {
    const { make } = setUp([newest], ({ path }) =>
      path.startsWith("/certificates")
        ? Response.json({
            id: `${vaultUrl}/certificates/app/v2`,
            kid: "https://evil.vault.azure.net/keys/app/v2",
            sid: `${vaultUrl}/secrets/app/v2`,
            cer: "AA==",
            attributes: { nbf: 1, exp: 9e9 },
          })
        : undefined,
    );
    await expect(make()).rejects.toEqual(expect.objectContaining({ code: "invalid_response" }));
  });
});
