import { type Stage, must } from "../stage.ts";
import { appEnvironment, operatorEnvironment } from "../environment.ts";
import { childFacts, runInWorld, said } from "../world.ts";

/** Six workloads of Graph through graph-kit, and one of them through Microsoft's own client. */
export const graphReads: Stage = {
  id: "graph",
  title: "Microsoft Graph",
  remedy: "A 403 names the permission that is missing: add it to config/permissions.app.json and run `entrakit apply`.",
  async run(world, progress) {
    const result = await runInWorld(world, "graph", {
      script: "scripts/demo/children/graph-reads.ts",
      environment: { ...operatorEnvironment(world), ...appEnvironment(world) },
      onLine: progress,
    });
    const facts = childFacts("the Graph process", result);
    const { directory } = world.tenant;
    must(
      facts["users"] === directory.users.size,
      `graph-kit read ${said(facts, "users")} of ${directory.users.size} people`,
    );
    must(facts["usersByGraphClient"] === facts["users"], "the two clients read different numbers of people");
    const names = new Set([...directory.users.values()].map((user) => user.displayName));
    must(names.has(String(facts["firstUser"])), "the first person is not one of the tenant's");
    return {
      proved: `${said(facts, "users")} people, mail "${said(facts, "mail")}", event "${said(facts, "event")}", channel ${said(facts, "channel")}, site ${said(facts, "site")}, ${said(facts, "driveItems")} drive items; graph-client agrees`,
      facts,
    };
  },
};
