import { ExpressionError } from "./expression.ts";

/** One word of an expression. */
export interface Token {
  readonly kind: "string" | "date" | "guid" | "number" | "name" | "mark" | "end";
  readonly text: string;
  /** Where it starts, counted from 0. */
  readonly position: number;
}

const forms: readonly (readonly [Token["kind"], RegExp])[] = [
  ["string", /'(?:[^']|'')*'/y],
  ["date", /\d{4}-\d{2}-\d{2}(?:T[\d:.]+(?:Z|[+-]\d{2}:\d{2})?)?(?![\w-])/y],
  ["guid", /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/iy],
  ["number", /-?\d+(?:\.\d+)?(?:e[+-]?\d+)?(?![\w.])/iy],
  ["name", /[A-Za-z_@$][\w@.$]*(?:\/[A-Za-z_@$][\w@.$]*)*/y],
  ["mark", /[(),:]/y],
];

function tokenAt(text: string, position: number): Token | undefined {
  for (const [kind, form] of forms) {
    form.lastIndex = position;
    const found = form.exec(text)?.[0];
    if (found !== undefined) return { kind, text: found, position };
  }
  return undefined;
}

/** Cuts an expression into words; throws `ExpressionError` at a character that starts none. */
export function tokensOf(text: string): readonly Token[] {
  const tokens: Token[] = [];
  let position = 0;
  while (position < text.length) {
    if (/\s/.test(text.charAt(position))) {
      position += 1;
      continue;
    }
    const token = tokenAt(text, position);
    if (token === undefined) throw new ExpressionError(`Syntax error at position ${position} in '${text}'.`, position);
    tokens.push(token);
    position += token.text.length;
  }
  tokens.push({ kind: "end", text: "", position });
  return tokens;
}
