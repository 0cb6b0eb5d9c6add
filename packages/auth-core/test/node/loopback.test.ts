import { connect } from "node:net";
import { describe, expect, test } from "vitest";

import { createWorld, mail } from "../support/browser.ts";

describe("the listener on localhost", () => {
  /** Sends a raw request, as a hostile page or program might. */
  function raw(port: number, request: string): Promise<string> {
    return new Promise((resolve, reject) => {
      let text = "";
      const socket = connect(port, "127.0.0.1", () => socket.write(request));
      socket.on("data", (data) => (text += data.toString()));
      socket.on("end", () => resolve(text));
      socket.on("error", reject);
    });
  }

  test("turns away every request but the one with the state, and goes on waiting", async () => {
    const { make, browse } = createWorld();
    const statuses: string[] = [];
    const openBrowser = async (url: string): Promise<void> => {
      const { searchParams } = new URL(url);
      const { port } = new URL(searchParams.get("redirect_uri") ?? "");
      const state = searchParams.get("state");
      const host = `Host: localhost:${port}\r\nConnection: close\r\n`;
      const requests = [
        `GET /?code=evil&state=forged HTTP/1.1\r\n${host}\r\n`,
        `GET /?code=evil HTTP/1.1\r\n${host}\r\n`,
        `GET /favicon.ico HTTP/1.1\r\n${host}\r\n`,
        `GET /?code=evil&state=${state} HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n`,
        `POST / HTTP/1.1\r\n${host}Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 0\r\n\r\n`,
      ];
      for (const request of requests) statuses.push((await raw(Number(port), request)).slice(9, 12));
      void browse(url);
    };
    const credential = make({ openBrowser });
    expect((await credential.getToken(mail)).token).toBe("by-code");
    expect(statuses).toEqual(["400", "400", "404", "404", "404"]);
  });

  test("takes a form of a sensible size only", async () => {
    const { make } = createWorld();
    let status = "";
    const controller = new AbortController();
    const openBrowser = async (url: string): Promise<void> => {
      const { port } = new URL(new URL(url).searchParams.get("redirect_uri") ?? "");
      const type = "Content-Type: application/x-www-form-urlencoded\r\n";
      const request = `POST / HTTP/1.1\r\nHost: localhost:${port}\r\n${type}Content-Length: 70000\r\nConnection: close\r\n\r\n${"x".repeat(70_000)}`;
      status = (await raw(Number(port), request)).slice(9, 12);
      controller.abort(new Error("enough"));
    };
    const call = make({ openBrowser, responseMode: "form_post" }).getToken(mail, { abortSignal: controller.signal });
    await expect(call).rejects.toThrow("enough");
    await expect.poll(() => status).toBe("400");
  });

  test("is closed when the sign-in is over, by success, by abort and by lateness", async () => {
    const { make, browse } = createWorld();
    const ports: number[] = [];
    const note = (url: string): void =>
      void ports.push(Number(new URL(new URL(url).searchParams.get("redirect_uri") ?? "").port));
    await make({
      openBrowser: (url) => {
        note(url);
        void browse(url);
      },
    }).getToken(mail);
    const controller = new AbortController();
    const aborted = make({
      openBrowser: (url) => {
        note(url);
        controller.abort(new Error("changed my mind"));
      },
    }).getToken(mail, { abortSignal: controller.signal });
    await expect(aborted).rejects.toThrow("changed my mind");
    const late = make({ openBrowser: note, timeoutMs: 20 }).getToken(mail);
    await expect(late).rejects.toEqual(expect.objectContaining({ name: "SignInError", code: "timed_out" }));
    expect(ports).toHaveLength(3);
    for (const port of ports)
      await expect.poll(() => raw(port, "").catch((error: unknown) => String(error))).toContain("ECONNREFUSED");
  });
});
