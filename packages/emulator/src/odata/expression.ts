/** A comparison of OData. */
export type Comparison = "eq" | "ne" | "gt" | "ge" | "lt" | "le";

/** A value written in an expression. Dates keep their text and are compared as times. */
export interface Literal {
  readonly kind: "literal";
  readonly type: "string" | "number" | "boolean" | "null" | "date";
  readonly value: string | number | boolean | null;
}

/** A property's place: `from/emailAddress/address` is three names. */
export interface Path {
  readonly kind: "path";
  readonly names: readonly string[];
}

/** A function's call: `startswith(displayName,'A')`. */
interface Call {
  readonly kind: "call";
  readonly name: string;
  readonly operands: readonly Expression[];
}

/** A parsed `$filter`. Source: docs.oasis-open.org/odata/odata/v4.01, Part 2: URL Conventions, 5.1.1. */
export type Expression =
  | Literal
  | Path
  | Call
  | { readonly kind: "and" | "or"; readonly left: Expression; readonly right: Expression }
  | { readonly kind: "not"; readonly operand: Expression }
  | { readonly kind: "compare"; readonly operator: Comparison; readonly left: Expression; readonly right: Expression }
  | { readonly kind: "in"; readonly operand: Expression; readonly values: readonly Expression[] }
  | {
      readonly kind: "lambda";
      readonly quantifier: "any" | "all";
      readonly path: Path;
      /** Null in `tags/any()`, which asks only whether there is a member. */
      readonly variable: string | null;
      readonly body: Expression | null;
    };

/** An expression that is not OData, or not the part of OData that is spoken here. */
export class ExpressionError extends Error {
  /** Where in the text, counted from 0. */
  readonly position: number;
  constructor(message: string, position: number) {
    super(message);
    this.name = "ExpressionError";
    this.position = position;
  }
}

/** Every property that an expression reads, with the variables of lambdas replaced by the collection they range over. */
export function pathsIn(
  expression: Expression,
  variables: ReadonlyMap<string, readonly string[]> = new Map(),
): readonly (readonly string[])[] {
  switch (expression.kind) {
    case "literal":
      return [];
    case "path": {
      const [first = "", ...rest] = expression.names;
      const range = variables.get(first);
      return [range === undefined ? expression.names : [...range, ...rest]];
    }
    case "call":
      return expression.operands.flatMap((operand) => pathsIn(operand, variables));
    case "and":
    case "or":
    case "compare":
      return [...pathsIn(expression.left, variables), ...pathsIn(expression.right, variables)];
    case "not":
      return pathsIn(expression.operand, variables);
    case "in":
      return [expression.operand, ...expression.values].flatMap((part) => pathsIn(part, variables));
    case "lambda": {
      const { path, variable, body } = expression;
      const inner = variable === null ? variables : new Map([...variables, [variable, path.names]]);
      return [path.names, ...(body === null ? [] : pathsIn(body, inner))];
    }
  }
}
