/** `run-bundle.ts FILE PORT`: runs a built entry and prints 1 if it got a token and read a user. */
import { pathToFileURL } from "node:url";

import { createRegistration } from "../harness/registration.ts";
import { reroute } from "../harness/reroute.ts";

const [file = "", port] = process.argv.slice(2);
const userId = "4711";

await using _network = reroute(Number(port));
const entry: unknown = await import(pathToFileURL(file).href);
const readUser: unknown = typeof entry === "object" && entry !== null ? Reflect.get(entry, "readUser") : undefined;
if (typeof readUser !== "function") throw new Error("the entry exports no function readUser");
const user: unknown = await Reflect.apply(readUser, undefined, [createRegistration(), userId]);
const read = typeof user === "object" && user !== null && Reflect.get(user, "id") === userId;
console.log(JSON.stringify({ read: read ? 1 : 0 }));
