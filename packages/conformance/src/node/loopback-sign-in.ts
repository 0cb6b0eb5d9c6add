import { join } from "node:path";

import { fileStore, interactive } from "@entrakit/auth-core/node";
import { expect } from "vitest";

import { claimsOf } from "../rest.ts";
import { signInAt } from "../sign-in.ts";
import { type World, isTokenRequest } from "../world.ts";
import { temporaryDirectory } from "./temporary-directory.ts";

const scope = "https://graph.microsoft.com/User.Read";

async function identityOf(world: World) {
  const { clientId } = await world.register({ redirectUris: ["http://localhost"], delegated: ["User.Read"] });
  const person = world.tenant.users.at(-1);
  if (person === undefined) throw new Error("the tenant has no users");
  return { tenantId: world.tenant.tenantId, clientId, person };
}

/** Where the sign-in page sends the browser: the listener's address with the answer. */
async function answerFor(page: string, account: string): Promise<URL> {
  const address = new URL(new URL(page).searchParams.get("redirect_uri") ?? "");
  address.search = String(await signInAt(new URL(page), account));
  return address;
}

/** Signs in, and again with another credential over the same store. */
export async function signInOnce(world: World): Promise<void> {
  await using directory = await temporaryDirectory();
  const { tenantId, clientId, person } = await identityOf(world);
  const path = join(directory.path, "sign-ins");
  const shown: string[] = [];
  const openBrowser = (page: string): void => {
    void answerFor(page, person.userPrincipalName)
      .then((address) => fetch(address))
      .then(async (response) => shown.push(await response.text()));
  };
  const first = await interactive({ tenantId, clientId, openBrowser, store: fileStore({ path }) }).getToken(scope);
  expect(claimsOf(first.token)["oid"]).toBe(person.id);
  await expect.poll(() => shown).toEqual([expect.stringContaining("Signed in")]);
  const nobody = (): void => {
    throw new Error("nobody is there to sign in");
  };
  const later = interactive({ tenantId, clientId, openBrowser: nobody, store: fileStore({ path }) });
  const requests = await world.during(async () => {
    expect(claimsOf((await later.getToken(scope)).token)["oid"]).toBe(person.id);
  });
  expect(requests.filter(isTokenRequest)).toHaveLength(1);
  expect((await later.account())?.username).toBe(person.userPrincipalName);
}

/** Sends somebody else to the listener first. */
export async function turnAwayStrangers(world: World): Promise<void> {
  const { tenantId, clientId, person } = await identityOf(world);
  const statuses: number[] = [];
  const browse = async (page: string): Promise<void> => {
    const address = await answerFor(page, person.userPrincipalName);
    const forged = new URL(address);
    forged.searchParams.set("state", "another");
    forged.searchParams.set("code", "stolen");
    for (const url of [forged, address]) statuses.push((await fetch(url)).status);
  };
  const openBrowser = (page: string): void => void browse(page);
  const token = await interactive({ tenantId, clientId, openBrowser }).getToken(scope);
  expect(claimsOf(token.token)["oid"]).toBe(person.id);
  await expect.poll(() => statuses).toEqual([400, 200]);
}
