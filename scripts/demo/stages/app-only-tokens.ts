import { type Stage, must } from "../stage.ts";
import { appEnvironment, operatorEnvironment } from "../environment.ts";
import { appOf, childFacts, runInWorld, said, type World } from "../world.ts";

/** How Entra says, in a token's `appidacr`, that the client proved itself: 1 by a secret, 2 by a certificate. */
const ways = { secret: "1", exported: "2", remote: "2" } as const;

/** What the vault was asked for since a moment of the log: keys read out, and signatures. */
function vaultWork({ tenant }: World, since: number): { readonly exports: number; readonly signatures: number } {
  const requests = tenant.log.requests
    .slice(since)
    .filter(({ surface, status }) => surface === "vault" && status === 200);
  return {
    exports: requests.filter(({ url }) => url.includes("/secrets/")).length,
    signatures: requests.filter(({ url }) => url.endsWith("/sign")).length,
  };
}

/** A token for the app itself in three ways, each from a fresh process. */
export const appOnlyTokens: Stage = {
  id: "app-only-tokens",
  title: "App-only tokens",
  remedy:
    "AADSTS700027 means that the app's certificate is not the vault's: run `entrakit apply` again. Else see `entrakit doctor explain <code>`.",
  async run(world, progress) {
    const { clientId } = appOf(world);
    const before = world.tenant.log.requests.length;
    const result = await runInWorld(world, "app-only tokens", {
      script: "scripts/demo/children/app-only-tokens.ts",
      environment: { ...operatorEnvironment(world), ...appEnvironment(world) },
      onLine: progress,
    });
    const facts = childFacts("the token process", result);
    for (const [way, proof] of Object.entries(ways)) {
      must(
        facts[way] === `${clientId} ${proof}`,
        `the token got by ${way} is not the app's, proved so: ${said(facts, way)}`,
      );
    }
    const { exports, signatures } = vaultWork(world, before);
    must(exports === 1, `the key was read out of the vault ${exports} times for the exported way`);
    must(signatures === 1, `the vault signed ${signatures} times for one token`);
    return {
      proved: `app ${clientId}: by secret (move to a certificate: entrakit apply), by a key exported ${exports} time, by ${signatures} signature in the vault`,
      facts: { ...facts, exports, signatures },
    };
  },
};
