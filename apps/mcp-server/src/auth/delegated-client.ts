import { homedir } from "node:os";
import { join } from "node:path";

import type { Credential } from "@entrakit/auth-core";
import { fileStore, interactive } from "@entrakit/auth-core/node";

import { openBrowser } from "./open-browser.ts";

/** Where sign-ins are kept, encrypted; `ENTRAKIT_CACHE` moves it. */
function storePath(): string {
  return process.env["ENTRAKIT_CACHE"] || join(homedir(), ".entrakit", "sign-ins");
}

const credentials = new Map<string, Credential>();

/** The signed-in person's credential: the browser opens once, later processes read the store. One for the process, so one sign-in. */
export function delegatedCredential(tenantId: string, clientId: string): Credential {
  const key = `${tenantId} ${clientId}`;
  const credential =
    credentials.get(key) ?? interactive({ tenantId, clientId, openBrowser, store: fileStore({ path: storePath() }) });
  credentials.set(key, credential);
  return credential;
}

/** A token for the signed-in person, e.g. with the scopes `["Mail.Read"]`. */
export async function getDelegatedToken(tenantId: string, clientId: string, scopes: string[]): Promise<string> {
  return (await delegatedCredential(tenantId, clientId).getToken(scopes)).token;
}
