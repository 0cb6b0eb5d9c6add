/** What the tenant's search surface holds. */
export interface SearchState {
  readonly kind: "search";
}

/** An empty one. */
export function createSearch(): SearchState {
  return { kind: "search" };
}
