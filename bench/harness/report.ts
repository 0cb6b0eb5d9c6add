import { cpus } from "node:os";

import type { Result } from "./row.ts";
import { readTable, table } from "./table.ts";

const summaryHeading = ["row", "ours", "95 %", "bar", "holds", "unit", "peers"];
const pageHeading = [...summaryHeading, "details", "measured"];

function number(value: number): string {
  if (Number.isInteger(value)) return value.toLocaleString("en-US");
  return value.toLocaleString("en-US", { maximumSignificantDigits: Math.abs(value) >= 100 ? 4 : 3 });
}

function list(values: Readonly<Record<string, number | string>>): string {
  const parts = Object.entries(values).map(
    ([name, value]) => `${name}: ${typeof value === "number" ? number(value) : value}`,
  );
  return parts.length === 0 ? "–" : parts.join("; ");
}

function spread({ interval, pairs, ours }: Result): string {
  if (ours === null) return "–";
  return interval === null ? "exact" : `${interval.map(number).join(" – ")} (${pairs} pairs)`;
}

function verdict({ holds, skipped, failed }: Result): string {
  if (skipped !== undefined) return `skipped: ${skipped}`;
  if (failed !== undefined) return `failed: ${failed}`;
  return holds === true ? "yes" : "no";
}

function summaryCells(result: Result): readonly string[] {
  const { id, ours, bar, unit, peers } = result;
  return [`\`${id}\``, ours === null ? "–" : number(ours), spread(result), bar, verdict(result), unit, list(peers)];
}

/** Machine and day of a measurement. */
function stamp(today: Date): string {
  const processors = cpus();
  const machine = `${processors.length} × ${processors[0]?.model ?? "unknown processor"}`;
  return `${today.toISOString().slice(0, 10)}, Node ${process.versions.node}, ${machine}`;
}

/** What is told of a row as soon as it is measured. */
export function progressLine(result: Result): string {
  const { id, title, ours, holds, details } = result;
  const mark = ours === null ? "–" : holds === true ? "✓" : "✗";
  return `${mark} ${id}: ${title}\n  ${ours === null ? verdict(result) : list(details)}`;
}

/** The table at the end of a run. */
export function summary(results: readonly Result[]): string {
  return table(summaryHeading, results.map(summaryCells));
}

/**
 * The page of results: rows measured now, and those of the earlier page that were left out this time.
 *
 * @param order ids of all rows that there are
 */
export function resultsPage(
  earlier: string,
  results: readonly Result[],
  order: readonly string[],
  today: Date,
): string {
  const rows = new Map(readTable(earlier));
  for (const result of results) {
    // The reason of a failure may name places on this machine; it is told, and not written down.
    const kept = result.failed === undefined ? result : { ...result, failed: "see the run" };
    rows.set(`\`${result.id}\``, [...summaryCells(kept), list(result.details), stamp(today)]);
  }
  const ordered = order.flatMap((id) => {
    const cells = rows.get(`\`${id}\``);
    return cells === undefined ? [] : [cells];
  });
  const introduction = "Written by `pnpm bench`; how it measures stands in [README.md](README.md).";
  return `# Results\n\n${introduction}\n\n${table(pageHeading, ordered)}\n`;
}
