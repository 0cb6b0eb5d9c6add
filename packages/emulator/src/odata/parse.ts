import { type Comparison, type Expression, ExpressionError, type Literal, type Path } from "./expression.ts";
import { type Token, tokensOf } from "./tokens.ts";

const comparisons: readonly Comparison[] = ["eq", "ne", "gt", "ge", "lt", "le"];

interface Reader {
  peek(): Token;
  take(): Token;
  /** Takes the next word when it is this one. */
  skip(text: string): boolean;
  expect(text: string): void;
  fail(token: Token): never;
}

function readerOf(source: string): Reader {
  const tokens = tokensOf(source);
  const end: Token = { kind: "end", text: "", position: source.length };
  let next = 0;
  const peek = (): Token => tokens[next] ?? end;
  const fail = (token: Token): never => {
    throw new ExpressionError(`Syntax error at position ${token.position} in '${source}'.`, token.position);
  };
  const take = (): Token => {
    const token = peek();
    next += 1;
    return token;
  };
  const skip = (text: string): boolean => {
    const matches = peek().kind !== "string" && peek().text === text;
    if (matches) next += 1;
    return matches;
  };
  const expect = (text: string): void => {
    if (!skip(text)) fail(peek());
  };
  return { peek, take, skip, expect, fail };
}

function list(reader: Reader): Expression[] {
  const members: Expression[] = [];
  if (reader.skip(")")) return members;
  do members.push(operand(reader));
  while (reader.skip(","));
  reader.expect(")");
  return members;
}

function lambda(reader: Reader, path: Path, quantifier: "any" | "all"): Expression {
  if (reader.skip(")")) return { kind: "lambda", quantifier, path, variable: null, body: null };
  const variable = reader.take();
  if (variable.kind !== "name") reader.fail(variable);
  reader.expect(":");
  const body = disjunction(reader);
  reader.expect(")");
  return { kind: "lambda", quantifier, path, variable: variable.text, body };
}

function named(reader: Reader, token: Token): Expression {
  if (token.text === "true" || token.text === "false")
    return { kind: "literal", type: "boolean", value: token.text === "true" };
  if (token.text === "null") return { kind: "literal", type: "null", value: null };
  const names = token.text.split("/");
  if (!reader.skip("(")) return { kind: "path", names };
  const last = names.at(-1);
  if (names.length > 1 && (last === "any" || last === "all")) {
    return lambda(reader, { kind: "path", names: names.slice(0, -1) }, last);
  }
  return { kind: "call", name: token.text, operands: list(reader) };
}

const literals: Readonly<Record<"string" | "date" | "guid" | "number", (text: string) => Literal>> = {
  string: (text) => ({ kind: "literal", type: "string", value: text.slice(1, -1).replaceAll("''", "'") }),
  date: (text) => ({ kind: "literal", type: "date", value: text }),
  guid: (text) => ({ kind: "literal", type: "string", value: text }),
  number: (text) => ({ kind: "literal", type: "number", value: Number(text) }),
};

function operand(reader: Reader): Expression {
  const token = reader.take();
  if (token.kind === "name") return named(reader, token);
  if (token.kind === "mark" || token.kind === "end") return reader.fail(token);
  return literals[token.kind](token.text);
}

function comparison(reader: Reader): Expression {
  if (reader.skip("not")) return { kind: "not", operand: comparison(reader) };
  if (reader.skip("(")) {
    const inner = disjunction(reader);
    reader.expect(")");
    return inner;
  }
  const left = operand(reader);
  if (reader.skip("in")) {
    reader.expect("(");
    return { kind: "in", operand: left, values: list(reader) };
  }
  const operator = comparisons.find((name) => reader.skip(name));
  return operator === undefined ? left : { kind: "compare", operator, left, right: operand(reader) };
}

function conjunction(reader: Reader): Expression {
  let left = comparison(reader);
  while (reader.skip("and")) left = { kind: "and", left, right: comparison(reader) };
  return left;
}

function disjunction(reader: Reader): Expression {
  let left = conjunction(reader);
  while (reader.skip("or")) left = { kind: "or", left, right: conjunction(reader) };
  return left;
}

/** Parses a `$filter`; throws `ExpressionError` with the position of the word that does not fit. */
export function parseExpression(source: string): Expression {
  const reader = readerOf(source);
  const expression = disjunction(reader);
  if (reader.peek().kind !== "end") reader.fail(reader.peek());
  return expression;
}
