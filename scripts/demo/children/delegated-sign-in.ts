/** Signs a person in with the browser, or, given "silent", shows that a later process needs no browser. */
import { fileStore, interactive } from "@entrakit/auth-core/node";
import { createGraph } from "@entrakit/graph-kit";

import { note, printFacts, variable } from "./facts.ts";
import { scriptedBrowser } from "./scripted-browser.ts";

const silent = process.argv.includes("silent");
let prompts = 0;

const credential = interactive({
  tenantId: variable("APP_TENANT_ID"),
  clientId: variable("APP_CLIENT_ID"),
  store: fileStore({ path: variable("ENTRAKIT_CACHE") }),
  openBrowser: async (url) => {
    prompts += 1;
    if (silent) throw new Error("a browser was asked for, although the sign-in is kept");
    await scriptedBrowser(variable("DEMO_USERNAME"))(url);
  },
});

note(silent ? "a second process, no browser" : "authorization code with PKCE, back to localhost");
const graph = createGraph({ credential, permissions: { delegated: ["User.Read", "Mail.Read"] } });
const me = await graph.get("/me", { select: ["displayName", "userPrincipalName"] });
const mail = await graph.get("/me/messages", { select: ["subject"], top: 1 });

printFacts({ me: me.displayName, username: me.userPrincipalName, mail: mail.value[0]?.subject, prompts });
