/**
 * OData query options of a read, each sent as `$name` and percent-encoded.
 *
 * Source: learn.microsoft.com/graph/query-parameters.
 */
export interface Query<Select extends string = string, Expand extends string = string> {
  /** Properties to answer with; the result type has these alone. */
  readonly select?: readonly Select[];
  /** Relationships to answer with, each plain or with nested options: `"manager($select=id)"`. */
  readonly expand?: readonly Expand[];
  /** A filter expression; build it with `odata` so that quotes in values stay values. */
  readonly filter?: string;
  /** `"receivedDateTime desc"`. */
  readonly orderBy?: string;
  /** Size of a page, not of the whole. */
  readonly top?: number;
  /** A search expression, with its own quotes: `'"displayName:ada"'`. */
  readonly search?: string;
  /** Any other option or query parameter by its wire name, such as `startDateTime` of a calendar view. */
  readonly query?: Readonly<Record<string, string | number | boolean>>;
}

/** The query string with its leading `?`, or nothing. */
export function toQueryString(query: Query): string {
  const pairs: [string, string | number | boolean][] = [];
  if (query.select?.length) pairs.push(["$select", query.select.join(",")]);
  if (query.expand?.length) pairs.push(["$expand", query.expand.join(",")]);
  if (query.filter !== undefined) pairs.push(["$filter", query.filter]);
  if (query.orderBy !== undefined) pairs.push(["$orderby", query.orderBy]);
  if (query.top !== undefined) pairs.push(["$top", query.top]);
  if (query.search !== undefined) pairs.push(["$search", query.search]);
  pairs.push(...Object.entries(query.query ?? {}));
  const encoded = pairs.map(
    ([name, value]) => `${encodeName(name)}=${encodeURIComponent(value).replaceAll("%2C", ",")}`,
  );
  return encoded.length === 0 ? "" : `?${encoded.join("&")}`;
}

function encodeName(name: string): string {
  return encodeURIComponent(name).replace(/^%24/, "$");
}

/**
 * An OData expression whose interpolated strings are quoted and escaped, so that a value never becomes syntax.
 *
 * Source: OData 4.01 part 2 (URL conventions), §5.1.1.6.1.
 *
 * @example
 * odata`displayName eq ${"O'Neil"}` // displayName eq 'O''Neil'
 */
export function odata(text: TemplateStringsArray, ...values: readonly (string | number | boolean | Date)[]): string {
  return text.reduce((expression, part, index) => `${expression}${literal(values[index - 1] ?? "")}${part}`);
}

function literal(value: string | number | boolean | Date): string {
  if (typeof value === "string") return `'${value.replaceAll("'", "''")}'`;
  return value instanceof Date ? value.toISOString() : String(value);
}
