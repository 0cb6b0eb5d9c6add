import type { Row } from "./harness/row.ts";
import { authSingleFlightSecret } from "./rows/auth-single-flight-secret.ts";
import { authWarmHit1 } from "./rows/auth-warm-hit-1.ts";
import { edgeCore } from "./rows/edge-core.ts";
import { edgeGraphGet } from "./rows/edge-graph-get.ts";
import { graphGets } from "./rows/graph-gets.ts";
import { scopesRoot } from "./rows/scopes-root.ts";

/** All comparisons, in the order of the table. */
export const rows: readonly Row[] = [
  scopesRoot,
  authWarmHit1,
  authSingleFlightSecret,
  edgeCore,
  edgeGraphGet,
  graphGets,
];

/** The rows of a package, or one row by its id; all where nothing is named. */
export function chooseRows(names: readonly string[]): readonly Row[] {
  const unknown = names.find((name) => !rows.some((row) => matches(row, name)));
  if (unknown !== undefined) {
    const packages = [...new Set(rows.map(({ id }) => id.split(".")[0]))].join(", ");
    throw new Error(`No row is called ${unknown}. There are rows for ${packages}.`);
  }
  return names.length === 0 ? rows : rows.filter((row) => names.some((name) => matches(row, name)));
}

function matches({ id }: Row, name: string): boolean {
  return id === name || id.startsWith(`${name}.`);
}
