import { fileStore, type StoredSignIn } from "@entrakit/auth-core/node";
import { randomBytes } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, test } from "vitest";

const folders: string[] = [];
let folder = "";
let path = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "entrakit-store-"));
  folders.push(folder);
  path = join(folder, "deep", "sign-ins");
});
afterAll(() => {
  for (const one of folders) rmSync(one, { recursive: true, force: true });
});

function signIn(refreshToken: string): StoredSignIn {
  const account = { homeAccountId: "o.t", tenantId: "t", objectId: "o", username: "adele@contoso.com", name: "Adele" };
  return { account, refreshToken, savedAt: 1 };
}

const posix = process.platform !== "win32";

describe("the file store", () => {
  test("keeps a sign-in for the next process", async () => {
    await fileStore({ path }).save("one", signIn("refresh-secret"));
    expect(await fileStore({ path }).load("one")).toEqual(signIn("refresh-secret"));
    expect(await fileStore({ path }).load("other")).toBeUndefined();
  });

  test("writes nothing in the clear: no token, no name", async () => {
    await fileStore({ path }).save("one", signIn("refresh-secret"));
    const text = readFileSync(path, "latin1");
    for (const word of [
      "refresh-secret",
      Buffer.from("refresh-secret").toString("base64").slice(0, 16),
      "adele",
      "one",
    ]) {
      expect(text).not.toContain(word);
    }
  });

  test("never writes the same bytes twice for the same content", async () => {
    const store = fileStore({ path });
    await store.save("one", signIn("r"));
    const before = readFileSync(path, "utf8");
    await store.save("one", signIn("r"));
    expect(readFileSync(path, "utf8")).not.toBe(before);
  });

  test.runIf(posix)("lets its owner alone read file and key", async () => {
    await fileStore({ path }).save("one", signIn("r"));
    for (const file of [path, `${path}.key`]) expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(statSync(join(folder, "deep")).mode & 0o777).toBe(0o700);
  });

  test("leaves no other file behind", async () => {
    const store = fileStore({ path });
    await Promise.all(Array.from({ length: 20 }, (_, index) => store.save(`key-${index}`, signIn(`r-${index}`))));
    expect(readdirSync(join(folder, "deep")).sort()).toEqual(["sign-ins", "sign-ins.key"]);
    for (let index = 0; index < 20; index += 1)
      expect((await store.load(`key-${index}`))?.refreshToken).toBe(`r-${index}`);
  });

  test("forgets what it is told to forget, and only that", async () => {
    const store = fileStore({ path });
    await store.save("one", signIn("r1"));
    await store.save("two", signIn("r2"));
    await store.remove("one");
    expect([await store.load("one"), (await store.load("two"))?.refreshToken]).toEqual([undefined, "r2"]);
  });

  test("takes a key of the caller's own, and then writes none", async () => {
    const key = randomBytes(32);
    await fileStore({ path, key }).save("one", signIn("r"));
    expect(readdirSync(join(folder, "deep"))).toEqual(["sign-ins"]);
    expect((await fileStore({ path, key }).load("one"))?.refreshToken).toBe("r");
    expect(() => fileStore({ path, key: randomBytes(16) })).toThrow(expect.objectContaining({ option: "key" }));
  });

  test.each([
    ["was written with another key", (): void => writeFileSync(`${path}.key`, randomBytes(32))],
    ["was cut short", (): void => writeFileSync(path, readFileSync(path).subarray(0, 40))],
    [
      "was altered",
      (): void =>
        writeFileSync(
          path,
          readFileSync(path, "utf8").replace(/"data":"(.)/, (_, first) => `"data":"${first === "A" ? "B" : "A"}`),
        ),
    ],
    ["is empty", (): void => writeFileSync(path, "")],
  ])("sets a file aside that %s, says so, and starts empty", async (_, damage) => {
    await fileStore({ path }).save("one", signIn("r"));
    damage();
    const moved: string[] = [];
    const store = fileStore({ path, onSetAside: (aside) => void moved.push(aside) });
    expect(await store.load("one")).toBeUndefined();
    expect(moved).toEqual([expect.stringContaining("sign-ins.corrupt-")]);
    await store.save("two", signIn("r2"));
    expect((await store.load("two"))?.refreshToken).toBe("r2");
  });

  test.runIf(posix)("does not follow a link that somebody put in its place", async () => {
    const target = join(folder, "target");
    writeFileSync(target, "{}");
    const linked = join(folder, "linked");
    symlinkSync(target, linked);
    const store = fileStore({ path: linked, key: randomBytes(32) });
    await expect(store.load("one")).rejects.toEqual(
      expect.objectContaining({ name: "SignInError", code: "store_failed" }),
    );
    expect(readFileSync(target, "utf8")).toBe("{}");
  });

  test("says which file is in the way", async () => {
    writeFileSync(join(folder, "file"), "");
    const store = fileStore({ path: join(folder, "file", "sign-ins"), key: randomBytes(32) });
    await expect(store.save("one", signIn("r"))).rejects.toEqual(
      expect.objectContaining({ code: "store_failed", message: expect.stringContaining(join("file", "sign-ins")) }),
    );
  });
});
