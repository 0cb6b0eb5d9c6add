import { isObject, listOf } from "../json.ts";
import { type Expression, ExpressionError } from "./expression.ts";

/** How an expression is understood by the service that was asked. */
export interface Meaning {
  /** Whether texts are compared without regard to case, as Microsoft Graph does and AI Search does not. */
  readonly ignoreCase: boolean;
  /** Functions beyond `startswith`, `endswith`, `contains`, `tolower` and `toupper`, by lower-cased name. */
  readonly functions?: Readonly<Record<string, (operands: readonly unknown[]) => unknown>>;
}

type Scope = ReadonlyMap<string, unknown>;

/** The value at a path; undefined where a step leads nowhere. */
export function valueAt(item: unknown, names: readonly string[]): unknown {
  let value = item;
  for (const name of names) {
    if (!isObject(value)) return undefined;
    value = value[name];
  }
  return value;
}

function text(value: unknown, meaning: Meaning): string {
  const plain = typeof value === "string" ? value : "";
  return meaning.ignoreCase ? plain.toLowerCase() : plain;
}

type TextTest = (whole: string, part: string) => boolean;

const textTests: ReadonlyMap<string, TextTest> = new Map<string, TextTest>([
  ["startswith", (whole, part) => whole.startsWith(part)],
  ["endswith", (whole, part) => whole.endsWith(part)],
  ["contains", (whole, part) => whole.includes(part)],
]);

function call(name: string, operands: readonly unknown[], meaning: Meaning): unknown {
  const lower = name.toLowerCase();
  const test = textTests.get(lower);
  if (test !== undefined)
    return typeof operands[0] === "string" && test(text(operands[0], meaning), text(operands[1], meaning));
  if (lower === "tolower") return text(operands[0], { ignoreCase: true });
  if (lower === "toupper") return text(operands[0], meaning).toUpperCase();
  const own = meaning.functions?.[lower];
  if (own === undefined) throw new ExpressionError(`Invalid expression: The function '${name}' is not supported.`, 0);
  return own(operands);
}

/** -1, 0 or 1; undefined when the two cannot be ordered. */
function order(left: unknown, right: unknown, asDates: boolean, meaning: Meaning): number | undefined {
  if (typeof left === "number" && typeof right === "number") return Math.sign(left - right);
  if (typeof left !== "string" || typeof right !== "string") return undefined;
  if (asDates) return Math.sign(Date.parse(left) - Date.parse(right));
  const [first, second] = [text(left, meaning), text(right, meaning)];
  return first < second ? -1 : first > second ? 1 : 0;
}

function equal(left: unknown, right: unknown, asDates: boolean, meaning: Meaning): boolean {
  return (left ?? null) === (right ?? null) || order(left, right, asDates, meaning) === 0;
}

function compare(
  expression: Extract<Expression, { kind: "compare" }>,
  item: unknown,
  meaning: Meaning,
  scope: Scope,
): boolean {
  const sides = [expression.left, expression.right] as const;
  const asDates = sides.some((side) => side.kind === "literal" && side.type === "date");
  const [left, right] = [evaluate(sides[0], item, meaning, scope), evaluate(sides[1], item, meaning, scope)];
  if (expression.operator === "eq") return equal(left, right, asDates, meaning);
  if (expression.operator === "ne") return !equal(left, right, asDates, meaning);
  const found = order(left, right, asDates, meaning);
  if (found === undefined) return false;
  const holds = { gt: found > 0, ge: found >= 0, lt: found < 0, le: found <= 0 };
  return holds[expression.operator];
}

function evaluate(expression: Expression, item: unknown, meaning: Meaning, scope: Scope): unknown {
  const value = (inner: Expression): unknown => evaluate(inner, item, meaning, scope);
  switch (expression.kind) {
    case "literal":
      return expression.value;
    case "path": {
      const [first = "", ...rest] = expression.names;
      return scope.has(first) ? valueAt(scope.get(first), rest) : valueAt(item, expression.names);
    }
    case "call":
      return call(expression.name, expression.operands.map(value), meaning);
    case "and":
      return value(expression.left) === true && value(expression.right) === true;
    case "or":
      return value(expression.left) === true || value(expression.right) === true;
    case "not":
      return value(expression.operand) !== true;
    case "compare":
      return compare(expression, item, meaning, scope);
    case "in":
      return expression.values.some((member) => equal(value(expression.operand), value(member), false, meaning));
    case "lambda": {
      const members = listOf(value(expression.path));
      const { variable, body } = expression;
      if (variable === null || body === null) return members.length > 0;
      const test = (member: unknown): boolean =>
        evaluate(body, item, meaning, new Map([...scope, [variable, member]])) === true;
      return expression.quantifier === "any" ? members.some(test) : members.every(test);
    }
  }
}

/** Whether an item passes a filter; throws `ExpressionError` at a function that the meaning does not hold. */
export function passes(expression: Expression, item: unknown, meaning: Meaning): boolean {
  return evaluate(expression, item, meaning, new Map()) === true;
}

function orderText(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** Orders two values as `$orderby` does: null first, then numbers, texts and booleans by their own order. */
export function byValue(left: unknown, right: unknown): number {
  if (left === right) return 0;
  if (left === null || left === undefined) return right === null || right === undefined ? 0 : -1;
  if (right === null || right === undefined) return 1;
  if (typeof left === "number" && typeof right === "number") return left - right;
  const [first, second] = [orderText(left), orderText(right)];
  return first < second ? -1 : first > second ? 1 : 0;
}
