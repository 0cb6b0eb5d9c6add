import { openWorld } from "#runtime";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";

import type { Contract } from "../src/contract.ts";

const tables = "../../scopes/src";

/** A contract of a freshly loaded module graph, so that a mocked table is the one it sees. */
async function contract(id: string): Promise<Contract> {
  const { contracts } = await import("../src/contracts.ts");
  const found = contracts.find((candidate) => candidate.id === id);
  if (found === undefined) throw new Error(`there is no contract ${id}`);
  return found;
}

async function run(id: string): Promise<void> {
  const { run: body } = await contract(id);
  await using world = await openWorld(id);
  await body(world);
}

/** Swaps the GUIDs of two permissions, as a slip in the generator would. */
async function swapIds(one: string, other: string): Promise<void> {
  const path = `${tables}/graph-table.gen.ts`;
  const { graphTable } = await vi.importActual<{ graphTable: Record<string, object> }>(path);
  const swapped = { ...graphTable, [one]: graphTable[other], [other]: graphTable[one] };
  vi.doMock(path, () => ({ graphTable: swapped }));
}

type Row = readonly [method: string, path: string, application: readonly string[], ...rest: unknown[]];

/** Lets a route be allowed by a permission that has nothing to do with it. */
async function misallow(route: string, permission: string): Promise<void> {
  const path = `${tables}/route-table.gen.ts`;
  const { routeTable } = await vi.importActual<{ routeTable: readonly Row[] }>(path);
  const mutated = routeTable.map(([method, template, application, ...rest]) => [
    method,
    template,
    `${method} ${template}` === route ? [permission] : application,
    ...rest,
  ]);
  vi.doMock(path, () => ({ routeTable: mutated }));
}

describe("an error in the registry shows", () => {
  beforeEach(() => vi.resetModules());
  afterEach(() => {
    vi.doUnmock(`${tables}/graph-table.gen.ts`);
    vi.doUnmock(`${tables}/route-table.gen.ts`);
  });

  test.for(["graph.provisioning.names", "graph.registry.ids"])("%s is red where two GUIDs are swapped", async (id) => {
    await swapIds("Mail.Read", "Calendars.Read");
    await expect(run(id)).rejects.toMatchObject({ name: "AssertionError" });
  });

  test("graph.forbidden.remedy is red where a route names a wrong permission", async () => {
    await misallow("GET /users/{userId}/messages", "Calendars.Read");
    await expect(run("graph.forbidden.remedy")).rejects.toThrow("403");
  });

  test.for(["graph.provisioning.names", "graph.registry.ids", "graph.forbidden.remedy"])(
    "%s is green with the registry as it is, loaded in the same way",
    async (id) => {
      await expect(run(id)).resolves.toBeUndefined();
    },
  );
});
