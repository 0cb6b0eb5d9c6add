import { existsSync } from "node:fs";
import { join } from "node:path";

import type { Interval } from "./pairs.ts";

/** What a figure has to reach. */
type Bar = { readonly atLeast: number } | { readonly atMost: number };

/** What a comparison found. Every figure is in the row's unit. */
export interface Measured {
  readonly ours: number;
  /** The 95 % interval of `ours` where it is a median of pairs; counts and sizes are exact and have none. */
  readonly interval?: Interval;
  /** Pairs measured. */
  readonly pairs?: number;
  readonly peers: Readonly<Record<string, number>>;
  /** What the figure was made from: a name with its unit, and the value. */
  readonly details: Readonly<Record<string, number | string>>;
}

/** One comparison. */
export interface Row {
  /** Package, dot, name: `pnpm bench auth` runs the rows whose id begins with `auth.`. */
  readonly id: string;
  readonly title: string;
  readonly unit: string;
  readonly bar: Bar;
  /** Files or folders of the reference data that the row reads; without one of them it is skipped. */
  readonly data?: readonly string[];
  measure(context: { readonly data: string }): Promise<Measured>;
}

/** What `pnpm bench --json` prints for a row. */
export interface Result {
  readonly id: string;
  readonly title: string;
  readonly unit: string;
  /** `null` where nothing was measured. */
  readonly ours: number | null;
  readonly interval: readonly [low: number, high: number] | null;
  readonly pairs: number | null;
  readonly peers: Readonly<Record<string, number>>;
  /** Such as `>= 40`. */
  readonly bar: string;
  /** Whether the far end of the interval, or the exact figure, reaches the bar; `null` where nothing was measured. */
  readonly holds: boolean | null;
  readonly details: Readonly<Record<string, number | string>>;
  /** Why the row was not measured. */
  readonly skipped?: string;
  /** How the measurement failed. */
  readonly failed?: string;
}

/** A bar as a person writes it. */
function barText(bar: Bar): string {
  return "atLeast" in bar ? `>= ${bar.atLeast}` : `<= ${bar.atMost}`;
}

/** A row holds when its bound does: the end of the interval that is nearer to failing. */
function holds(bar: Bar, { ours, interval }: Pick<Measured, "ours" | "interval">): boolean {
  return "atLeast" in bar ? (interval?.low ?? ours) >= bar.atLeast : (interval?.high ?? ours) <= bar.atMost;
}

function unmeasured({ id, title, unit, bar }: Row, why: Pick<Result, "skipped" | "failed">): Result {
  return {
    id,
    title,
    unit,
    ours: null,
    interval: null,
    pairs: null,
    peers: {},
    bar: barText(bar),
    holds: null,
    details: {},
    ...why,
  };
}

/** Measures one row. A row whose data is absent is skipped and a failure is told, both by name. */
export async function runRow(row: Row, data: string): Promise<Result> {
  const absent = (row.data ?? []).filter((path) => !existsSync(join(data, path)));
  if (absent.length > 0) return unmeasured(row, { skipped: `the reference data holds no ${absent.join(", ")}` });
  try {
    const measured = await row.measure({ data });
    const { interval, pairs, ...rest } = measured;
    const { id, title, unit, bar } = row;
    return {
      id,
      title,
      unit,
      ...rest,
      interval: interval === undefined ? null : [interval.low, interval.high],
      pairs: pairs ?? null,
      bar: barText(bar),
      holds: holds(bar, measured),
    };
  } catch (error) {
    return unmeasured(row, { failed: error instanceof Error ? error.message : String(error) });
  }
}
