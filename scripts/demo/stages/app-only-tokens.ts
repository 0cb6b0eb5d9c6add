import { type Stage, must } from "../stage.ts";
import { appEnvironment, operatorEnvironment } from "../environment.ts";
import { childFacts, runInWorld } from "../world.ts";

const ways = ["secret", "exported", "remote"] as const;

/** A token for the app itself in three ways, each from a fresh process. */
export const appOnlyTokens: Stage = {
  id: "app-only-tokens",
  title: "App-only tokens",
  remedy:
    "AADSTS700027 means that the app's certificate is not the vault's: run `entrakit apply` again. Else see `entrakit doctor explain <code>`.",
  async run(world, progress) {
    const result = await runInWorld(world, "app-only tokens", {
      script: "scripts/demo/children/app-only-tokens.ts",
      environment: { ...operatorEnvironment(world), ...appEnvironment(world) },
      onLine: progress,
    });
    const facts = childFacts("the token process", result);
    for (const way of ways) must(facts[way] === world.app?.clientId, `the token got by ${way} is not the app's`);
    const replayed = world.tenant.log.violations.filter(({ kind }) => kind === "jti-replayed").length;
    must(replayed === 0, `${replayed} assertions were sent twice`);
    return {
      proved: `app ${world.app?.clientId}: secret (move to a certificate: entrakit apply), exported key, signed in the vault; 0 assertions replayed`,
      facts: { ...facts, replayed },
    };
  },
};
