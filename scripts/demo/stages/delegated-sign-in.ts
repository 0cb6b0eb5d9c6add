import { mkdir } from "node:fs/promises";
import { join } from "node:path";

import { type Stage, must } from "../stage.ts";
import { appEnvironment } from "../environment.ts";
import { childFacts, keepFiles, runInWorld, said } from "../world.ts";

/** A person signs in once; the next process needs nobody. */
export const delegatedSignIn: Stage = {
  id: "delegated",
  title: "Delegated sign-in",
  remedy:
    "AADSTS50011: add http://localhost as a public client redirect URI; AADSTS65001: consent is missing. `entrakit apply` does both.",
  async run(world, progress) {
    const people = [...world.tenant.directory.users.values()];
    const person = world.tenant.random.fork("delegated").pick(people);
    const cache = join(world.directory, "sign-ins");
    await mkdir(cache, { recursive: true });
    const environment = {
      ...appEnvironment(world),
      ENTRAKIT_CACHE: join(cache, "store"),
      DEMO_USERNAME: person.userPrincipalName,
    };
    const script = "scripts/demo/children/delegated-sign-in.ts";
    const first = childFacts("sign-in", await runInWorld(world, "sign-in", { script, environment, onLine: progress }));
    must(
      first["me"] === person.displayName && first["prompts"] === 1,
      `${said(first, "me")} signed in with ${said(first, "prompts")} prompts`,
    );
    const again = await runInWorld(world, "second process", {
      script,
      environment,
      arguments: ["silent"],
      onLine: progress,
    });
    const second = childFacts("the second process", again);
    must(
      second["me"] === person.displayName && second["prompts"] === 0,
      "the second process was not the same person without a prompt",
    );
    await keepFiles(world, cache);
    return {
      proved: `${person.displayName} signed in once (1 prompt), mail "${said(first, "mail")}"; a second process: 0 prompts`,
      facts: { first, second },
    };
  },
};
