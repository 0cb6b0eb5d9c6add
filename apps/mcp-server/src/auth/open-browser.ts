import { spawn } from "node:child_process";

import { openSystemBrowser } from "@entrakit/auth-core/node";

/** Standard output is left to the protocol. */
function open(program: string, url: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, [url], { stdio: "ignore", detached: true });
    child.once("error", reject);
    child.once("spawn", () => {
      child.unref();
      resolve();
    });
  });
}

/** Opens a page in the person's browser: the program that `BROWSER` names, as remote windows of VS Code set it, or the system's. */
export function openBrowser(url: string): Promise<void> {
  const program = process.env["BROWSER"];
  return program ? open(program, url) : openSystemBrowser(url);
}
