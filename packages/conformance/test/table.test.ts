import { readFileSync } from "node:fs";

import { describe, expect, test } from "vitest";

import type { Client, Contract } from "../src/contract.ts";
import { contracts } from "../src/contracts.ts";
import { renderTable } from "../src/table.ts";

const seenLive: Readonly<Record<string, string>> = JSON.parse(
  readFileSync(new URL("../seen-live.json", import.meta.url), "utf8"),
);

function of(client: Client): readonly Contract[] {
  return contracts.filter((contract) => contract.client === client);
}

describe("the table of contracts", () => {
  test("no id stands for two rules", () => {
    const ids = contracts.map(({ id }) => id);
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
  });

  test.for(contracts)(
    "$id names its surface first, says its rule in one sentence, and where that is written",
    (contract) => {
      expect(contract.id).toMatch(/^[a-z][a-z0-9-]*(\.[a-z0-9-]+)+$/);
      expect(contract.id.split(".")[0]).toBe(contract.surface);
      expect(contract.rule).toMatch(/^[A-Za-z].*\.$/);
      expect(contract.spec).toMatch(/RFC \d+|OData|learn\.microsoft\.com\//);
    },
  );

  test.for(["auth-core", "kv-cert", "edge-fetch", "graph-kit"] as const)("%s has six contracts or more", (client) => {
    expect(of(client).length).toBeGreaterThanOrEqual(6);
  });

  test("what runs in Node alone says why, and is the exception", () => {
    const nodeOnly = contracts.filter((contract) => contract.nodeOnly !== undefined);
    expect(nodeOnly.every(({ nodeOnly: reason }) => reason !== "")).toBe(true);
    expect(nodeOnly.length).toBeLessThan(contracts.length / 10);
  });

  test("what was seen live is a contract, and has a day", () => {
    const ids = new Set(contracts.map(({ id }) => id));
    for (const [id, day] of Object.entries(seenLive)) {
      expect(ids.has(id)).toBe(true);
      expect(day).toMatch(/^\d{4}-\d{2}-\d{2}$/);
    }
  });

  test("a contract never seen live says so in the table, and one that was says when", () => {
    const [first] = contracts;
    if (first === undefined) throw new Error("there are no contracts");
    expect(renderTable([first], {})).toContain("| Node, workerd | never |");
    expect(renderTable([first], { [first.id]: "2026-01-31" })).toContain("| Node, workerd | 2026-01-31 |");
  });
});
