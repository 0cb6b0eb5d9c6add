/** The fewest pairs that a row may rest on. */
const fewestPairs = 9;

const confidence = 0.95;

/** A 95 % interval. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** The median of paired ratios, with its interval. */
export interface Ratio extends Interval {
  readonly median: number;
}

function at(sorted: readonly number[], index: number): number {
  const value = sorted[index];
  if (value === undefined) throw new Error(`no value at ${index} of ${sorted.length}`);
  return value;
}

/** The middle value, or the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return (at(sorted, Math.ceil(sorted.length / 2) - 1) + at(sorted, Math.floor(sorted.length / 2))) / 2;
}

/**
 * How many values may be dropped at each end so that the rest still covers the median with 95 % confidence. Each value lies
 * below the true median with probability one half, whatever the values' distribution, so the count below it is binomial.
 */
function droppedAtEachEnd(count: number): number {
  let term = 0.5 ** count;
  let outside = 2 * term;
  let dropped = 0;
  while (1 - outside >= confidence) {
    dropped += 1;
    term *= (count - dropped + 1) / dropped;
    outside += 2 * term;
  }
  return dropped - 1;
}

/**
 * The median of `numerators[i] / denominators[i]` with the 95 % interval that order statistics give.
 *
 * @throws {Error} where there are fewer than nine pairs, or a value is not a positive number
 */
export function pairedRatio(numerators: readonly number[], denominators: readonly number[]): Ratio {
  if (numerators.length !== denominators.length) throw new Error("the two sides differ in length");
  if (numerators.length < fewestPairs)
    throw new Error(`${numerators.length} pairs are too few: ${fewestPairs} are needed`);
  const ratios = numerators.map((numerator, index) => numerator / at(denominators, index)).sort((a, b) => a - b);
  if (!ratios.every((ratio) => Number.isFinite(ratio) && ratio > 0))
    throw new Error("a measured value is not a positive number");
  const dropped = droppedAtEachEnd(ratios.length);
  return { median: median(ratios), low: at(ratios, dropped), high: at(ratios, ratios.length - 1 - dropped) };
}

/**
 * Measures all columns in turn, round after round; each round begins with another column, so that none has the better place.
 *
 * @returns the samples by column, one a round, in the order of the rounds
 */
export async function interleave<Column extends string, Sample>(
  columns: readonly Column[],
  rounds: number,
  measure: (column: Column) => Promise<Sample>,
): Promise<ReadonlyMap<Column, readonly Sample[]>> {
  const samples = new Map<Column, Sample[]>(columns.map((column) => [column, []]));
  for (let round = 0; round < rounds; round += 1) {
    const start = round % columns.length;
    for (const column of [...columns.slice(start), ...columns.slice(0, start)]) {
      samples.get(column)?.push(await measure(column));
    }
  }
  return samples;
}
