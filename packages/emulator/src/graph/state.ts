/** What the tenant's graph surface holds. */
export interface GraphContent {
  readonly kind: "graph";
}

/** An empty one. */
export function createGraphContent(): GraphContent {
  return { kind: "graph" };
}
