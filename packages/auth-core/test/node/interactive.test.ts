import { customFetch } from "@entrakit/auth-core";
import { fileStore, type SignInStore, type StoredSignIn } from "@entrakit/auth-core/node";
import { timeSource } from "@entrakit/auth-core/transport";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";

import { createWorld, mail } from "../support/browser.ts";
import { clientId, errorResponse, tenantId } from "../support/entra.ts";
import { textOf } from "../support/fake-fetch.ts";
import { createManualTime, idle } from "../support/manual-time.ts";

function memoryStore(): SignInStore & { readonly kept: Map<string, StoredSignIn> } {
  const kept = new Map<string, StoredSignIn>();
  return {
    kept,
    load: async (key) => kept.get(key),
    save: async (key, signIn) => void kept.set(key, signIn),
    remove: async (key) => void kept.delete(key),
  };
}

describe("an interactive sign-in", () => {
  test.each(["query", "form_post"] as const)(
    "goes through the browser and back to localhost by %s",
    async (responseMode) => {
      const { world, seen, make } = createWorld();
      const credential = make({ responseMode });
      expect((await credential.getToken(mail)).token).toBe("by-code");
      expect(await credential.account()).toMatchObject({ username: "adele@contoso.com", tenantId });
      expect(seen[0]?.form.get("redirect_uri")).toMatch(/^http:\/\/localhost:\d+$/);
      await expect.poll(() => world.page).toContain("Signed in");
      expect(world).toMatchObject({ prompts: 1, status: 200 });
    },
  );

  test("asks once: the next token comes from the cache, and one for other scopes from the refresh token", async () => {
    const { world, seen, make } = createWorld();
    const credential = make();
    await credential.getToken(mail);
    await credential.getToken(mail);
    expect((await credential.getToken("https://vault.azure.net/user_impersonation")).token).toBe("by-refresh");
    expect(seen.map(({ form }) => form.get("grant_type"))).toEqual(["authorization_code", "refresh_token"]);
    expect(world.prompts).toBe(1);
  });

  test("opens one window, however many callers there are", async () => {
    const { world, make } = createWorld();
    const credential = make();
    await Promise.all([credential.getToken(mail), credential.getToken(mail), credential.getToken("other/.default")]);
    expect(world.prompts).toBe(1);
  });

  test("does not wait for an opener that waits for the browser", async () => {
    const { world, make, browse } = createWorld();
    expect((await make({ openBrowser: (url) => browse(url) }).getToken(mail)).token).toBe("by-code");
    await expect.poll(() => world.page).toContain("Signed in");
  });

  test("is kept: a second process has its token without asking", async () => {
    const folder = mkdtempSync(join(tmpdir(), "entrakit-sign-in-"));
    try {
      const path = join(folder, "sign-ins");
      const first = createWorld();
      await first.make({ store: fileStore({ path }) }).getToken(mail);
      const second = createWorld();
      const credential = second.make({ store: fileStore({ path }) });
      expect((await credential.getToken(mail)).token).toBe("by-refresh");
      expect(second.seen[0]?.form.get("refresh_token")).toBe("code-refresh");
      expect(second.world.prompts).toBe(0);
      expect(
        (await fileStore({ path }).load(`https://login.microsoftonline.com|${tenantId}|${clientId}`))?.refreshToken,
      ).toBe("refresh-refresh");
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  test("is asked for again when the kept one is no longer accepted", async () => {
    const { world, make, fetch } = createWorld();
    const store = memoryStore();
    await make({ store }).getToken(mail);
    let refused = 0;
    const expired: typeof fetch = async (input, init) => {
      const grant = new URLSearchParams(await textOf(init?.body)).get("grant_type");
      if (grant !== "refresh_token") return fetch(input, init);
      refused += 1;
      return errorResponse(400, { error: "invalid_grant", error_description: "AADSTS700082: expired" });
    };
    expect((await make({ store, [customFetch]: expired }).getToken(mail)).token).toBe("by-code");
    expect([refused, world.prompts]).toEqual([1, 2]);
  });

  test("is never asked for by a renewal in the background", async () => {
    const { world, make, fetch } = createWorld();
    const time = createManualTime(Date.now());
    let refused = 0;
    const expired: typeof fetch = async (input, init) => {
      const grant = new URLSearchParams(await textOf(init?.body)).get("grant_type");
      if (grant !== "refresh_token") return fetch(input, init);
      refused += 1;
      return errorResponse(400, { error: "invalid_grant" });
    };
    const credential = make({ [customFetch]: expired, [timeSource]: time });
    await credential.getToken(mail);
    await time.advance(1_900_000);
    expect((await credential.getToken(mail)).token).toBe("by-code");
    await expect.poll(() => refused).toBe(1);
    await idle();
    expect(world.prompts).toBe(1);
  });

  test("is not asked for when Entra is out of order", async () => {
    const { world, make } = createWorld();
    const store = memoryStore();
    await make({ store }).getToken(mail);
    const down = async (): Promise<Response> => errorResponse(503, {});
    await expect(make({ store, [customFetch]: down }).getToken(mail)).rejects.toEqual(
      expect.objectContaining({ code: "service_unavailable" }),
    );
    expect(world.prompts).toBe(1);
  });

  test("is forgotten by signOut, in the store too", async () => {
    const { world, make } = createWorld();
    const store = memoryStore();
    const credential = make({ store });
    await credential.getToken(mail);
    await credential.signOut();
    expect([store.kept.size, await credential.account()]).toEqual([0, undefined]);
    await credential.getToken(mail);
    expect(world.prompts).toBe(2);
  });

  test("shows what Entra said, as text and not as markup", async () => {
    const { world, make, browse } = createWorld();
    const refusal = (parameters: URLSearchParams): void => {
      parameters.delete("code");
      parameters.set("error", "access_denied");
      parameters.set("error_description", 'AADSTS65004: <b class="x">no</b> & "never" <script>1 < 2');
    };
    const credential = make({ openBrowser: (url) => void browse(url, refusal) });
    await expect(credential.getToken(mail)).rejects.toEqual(
      expect.objectContaining({ name: "EntraError", code: "user_blocked", aadsts: [65004] }),
    );
    await expect.poll(() => world.page).toContain("Not signed in");
    expect(world.page).not.toMatch(/<script|<b |1 < 2/);
    expect(world.page).toContain("&amp; &quot;never&quot; 1 &lt; 2");
  });
});

describe("a machine without a browser", () => {
  test("is told so, and the error of the opener is the reason", async () => {
    const { make } = createWorld();
    const openBrowser = (): Promise<void> => Promise.reject(new Error("xdg-open: not found"));
    await expect(make({ openBrowser }).getToken(mail)).rejects.toThrow("xdg-open: not found");
  });

  test.runIf(process.platform === "linux")("is recognised by its missing display", async () => {
    const { make } = createWorld();
    const { DISPLAY, WAYLAND_DISPLAY } = process.env;
    delete process.env["DISPLAY"];
    delete process.env["WAYLAND_DISPLAY"];
    try {
      await expect(make({ openBrowser: undefined }).getToken(mail)).rejects.toEqual(
        expect.objectContaining({
          name: "SignInError",
          code: "no_browser",
          remedy: expect.stringContaining("openBrowser"),
        }),
      );
    } finally {
      if (DISPLAY !== undefined) process.env["DISPLAY"] = DISPLAY;
      if (WAYLAND_DISPLAY !== undefined) process.env["WAYLAND_DISPLAY"] = WAYLAND_DISPLAY;
    }
  });
});
