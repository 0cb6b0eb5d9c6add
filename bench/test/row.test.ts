import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect, onTestFinished, test } from "vitest";

import { type Measured, type Row, runRow } from "../harness/row.ts";
import { resultsPage } from "../harness/report.ts";
import { readTable, table } from "../harness/table.ts";

const today = new Date("2030-01-02T00:00:00Z");

function row(measured: Partial<Measured>, more: Partial<Row> = {}): Row {
  return {
    id: "auth.example",
    title: "an example",
    unit: "times as fast",
    bar: { atLeast: 40 },
    measure: () => Promise.resolve({ ours: 50, peers: { peer: 1 }, details: {}, ...measured }),
    ...more,
  };
}

test("a row whose median reaches the bar does not hold while its interval does not", async () => {
  const result = await runRow(row({ interval: { low: 39, high: 70 }, pairs: 9 }), ".");
  expect(result).toMatchObject({ ours: 50, interval: [39, 70], bar: ">= 40", holds: false });
});

test("an upper bar is compared with the upper end of the interval", async () => {
  const measured = { ours: 1, interval: { low: 0.9, high: 1.2 } };
  expect((await runRow(row(measured, { bar: { atMost: 1.1 } }), ".")).holds).toBe(false);
  expect((await runRow(row(measured, { bar: { atMost: 1.2 } }), ".")).holds).toBe(true);
});

test("an exact figure is compared itself", async () => {
  expect((await runRow(row({ ours: 40 }), ".")).holds).toBe(true);
});

test("a row whose reference data is absent is skipped, and says what is missing", async () => {
  const folder = await mkdtemp(join(tmpdir(), "bench-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const needy = row({}, { data: ["permissions.json"] });
  expect(await runRow(needy, folder)).toMatchObject({
    ours: null,
    holds: null,
    skipped: "the reference data holds no permissions.json",
  });
  await writeFile(join(folder, "permissions.json"), "{}");
  expect(await runRow(needy, folder)).toMatchObject({ ours: 50, holds: true });
});

test("a row that cannot be measured tells why and does not stop the others", async () => {
  const broken = row({}, { measure: () => Promise.reject(new Error("the server is gone")) });
  expect(await runRow(broken, ".")).toMatchObject({ ours: null, holds: null, failed: "the server is gone" });
});

test("the page keeps the earlier lines of rows that were left out this time", async () => {
  const one = await runRow(row({}, { id: "auth.one" }), ".");
  const two = await runRow(row({ ours: 7 }, { id: "edge.two" }), ".");
  const order = ["auth.one", "edge.two"];
  const both = resultsPage("", [one, two], order, today);
  const again = resultsPage(both, [await runRow(row({ ours: 60 }, { id: "auth.one" }), ".")], order, today);
  expect(again).toMatch(/^\| `auth\.one` +\| 60 /m);
  expect(again).toMatch(/^\| `edge\.two` +\| 7 +\| exact +\| >= 40 +\| no /m);
  expect(again.match(/`auth\.one`/g)).toHaveLength(1);
});

test("text with a bar or a line end stays in its cell, and is read again as it was", () => {
  const page = table(["row", "text"], [["`auth.one`", "one | two\nthree"]]);
  expect(page).toContain("| `auth.one` | one \\| two three |");
  expect(readTable(page)).toEqual(new Map([["`auth.one`", ["`auth.one`", "one | two three"]]]));
});

test("the page says that a row failed and leaves out how, which may name places on the machine", async () => {
  const broken = row({}, { measure: () => Promise.reject(new Error("/home/someone/file is gone")) });
  const page = resultsPage("", [await runRow(broken, ".")], ["auth.example"], today);
  expect(page).toContain("failed");
  expect(page).not.toContain("someone");
});
