/** Insertions, deletions, replacements and swaps of neighbours between two texts (optimal string alignment). */
function editDistance(left: string, right: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let row = 1; row <= left.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= right.length; column += 1) {
      const same = left[row - 1] === right[column - 1];
      const ways = [at(last, column) + 1, at(current, column - 1) + 1, at(last, column - 1) + (same ? 0 : 1)];
      const swapped = left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1];
      if (swapped) ways.push(at(beforeLast, column - 2) + 1);
      current.push(Math.min(...ways));
    }
    [beforeLast, last] = [last, current];
  }
  return at(last, right.length);
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? Number.POSITIVE_INFINITY;
}

/** `User.Read` is one step away from `User.Read.All`, however long the last segment is. */
function steps(wanted: string, candidate: string): number {
  const [short, long] = wanted.length < candidate.length ? [wanted, candidate] : [candidate, wanted];
  if (long.startsWith(`${short}.`) && !long.slice(short.length + 1).includes(".")) return 1;
  return editDistance(wanted, candidate);
}

/** Up to three candidates that could have been meant, the nearest first; none where nothing is near. */
export function nearest(wanted: string, candidates: Iterable<string>): readonly string[] {
  const bare = wanted.slice(wanted.lastIndexOf("/") + 1).toLowerCase();
  const near = [...candidates]
    .map((candidate) => ({ candidate, distance: steps(bare, candidate.toLowerCase()) }))
    .filter(({ distance }) => distance <= Math.max(2, Math.floor(bare.length / 4)))
    .sort((left, right) => left.distance - right.distance || (left.candidate < right.candidate ? -1 : 1));
  const best = near[0]?.distance ?? 0;
  return near
    .filter(({ distance }) => distance <= best + 1)
    .slice(0, 3)
    .map(({ candidate }) => candidate);
}
