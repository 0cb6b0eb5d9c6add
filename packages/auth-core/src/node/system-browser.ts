import { spawn } from "node:child_process";

import { SignInError } from "./sign-in-error.ts";

const openers: Readonly<Partial<Record<NodeJS.Platform, readonly [command: string, ...before: string[]]>>> = {
  darwin: ["open"],
  win32: ["rundll32", "url.dll,FileProtocolHandler"],
};

function noBrowser(why: string, cause?: unknown): SignInError {
  const remedy =
    "Run this where a browser is, or pass openBrowser and open the address it is given elsewhere on this machine.";
  return new SignInError("no_browser", `No browser can be opened: ${why}.`, remedy, cause);
}

/**
 * Opens an address in the system's browser, without a shell in between.
 *
 * @throws {SignInError} `no_browser` where there is none, as on a server
 */
export function openSystemBrowser(url: string): Promise<void> {
  const { DISPLAY, WAYLAND_DISPLAY } = process.env;
  const known = openers[process.platform];
  if (known === undefined && !DISPLAY && !WAYLAND_DISPLAY)
    return Promise.reject(noBrowser("this session has no display"));
  const [command, ...before] = known ?? ["xdg-open"];
  return new Promise((resolve, reject) => {
    const child = spawn(command, [...before, url], { stdio: "ignore", detached: true });
    child.once("error", (error) => reject(noBrowser(`${command} does not start`, error)));
    child.once("spawn", () => {
      child.unref();
      resolve();
    });
  });
}
