import type { ChatTurn } from "./state.ts";

/** A numbered source in a prompt. */
export interface Source {
  readonly number: number;
  /** The rest of the line that holds the number. */
  readonly heading: string;
  /** The lines below it, as they stand. */
  readonly text: string;
}

/** What a conversation asks, and the sources that it gives for the answer. */
export interface Prompt {
  readonly question: string;
  readonly sources: readonly Source[];
}

/** `[1] title`, but neither a link `[1](…)` nor a reference's definition `[1]: …`. */
const bracketed = /^\s*\[(\d{1,4})\](?![([:])[ \t]*(.*)$/;
/** `Source 1: title`. */
const spelled = /^\s*(?:source|document|passage)\s+#?\[?(\d{1,4})\]?\s*[:.)]\s*(.*)$/i;
const asked = /^\s*(?:question|query|user question)\s*:\s*(.*)$/i;

interface Mark {
  readonly line: number;
  readonly number: number;
  readonly heading: string;
}

/** Lines that open a source: the first number found, then each next one, so that brackets inside a source open nothing. */
function marksIn(lines: readonly string[], form: RegExp): readonly Mark[] {
  const marks: Mark[] = [];
  lines.forEach((text, line) => {
    const [whole, digits = "", heading = ""] = form.exec(text) ?? [];
    const last = marks.at(-1);
    if (whole === undefined || (last !== undefined && Number(digits) !== last.number + 1)) return;
    marks.push({ line, number: Number(digits), heading: heading.trim() });
  });
  return marks;
}

interface Parsed {
  readonly sources: readonly Source[];
  /** What stands before the sources. */
  readonly before: string;
  /** What `Question:` says, before or after them. */
  readonly question: string | undefined;
}

function lastQuestion(lines: readonly string[]): { readonly line: number; readonly text: string } | undefined {
  const line = lines.findLastIndex((text) => asked.test(text));
  if (line === -1) return undefined;
  return { line, text: [asked.exec(lines[line] ?? "")?.[1] ?? "", ...lines.slice(line + 1)].join("\n").trim() };
}

function parse(text: string): Parsed {
  const lines = text.split("\n");
  const [numbered, named] = [marksIn(lines, bracketed), marksIn(lines, spelled)];
  const marks = named.length > 0 && (named[0]?.line ?? 0) <= (numbered[0]?.line ?? Infinity) ? named : numbered;
  const first = marks[0]?.line ?? lines.length;
  const last = marks.at(-1)?.line ?? 0;
  const after = marks.length === 0 ? undefined : lastQuestion(lines.slice(last + 1));
  const end = after === undefined ? lines.length : last + 1 + after.line;
  const sources = marks.map(({ line, number, heading }, index) => ({
    number,
    heading,
    text: lines.slice(line + 1, marks[index + 1]?.line ?? end).join("\n"),
  }));
  const before = lines.slice(0, first);
  return { sources, before: before.join("\n").trim(), question: after?.text ?? lastQuestion(before)?.text };
}

/**
 * Finds the question and the numbered sources of a conversation.
 *
 * Sources are lines that start with `[n]` or `Source n:`, with what follows them; they come from the last message that
 * holds some, whoever sent it. The question is the last user message, or its line `Question:`, or what stands there
 * beside the sources.
 */
export function promptOf(turns: readonly ChatTurn[]): Prompt {
  const parsed = turns.map((turn) => ({ turn, ...parse(turn.text) }));
  const holder = parsed.findLast(({ turn, sources }) => turn.role !== "assistant" && sources.length > 0);
  const user = parsed.findLast(({ turn }) => turn.role === "user");
  const own = user === undefined ? "" : (user.question ?? (user.sources.length > 0 ? user.before : user.turn.text));
  const earlier = parsed.findLast(({ turn, sources }) => turn.role === "user" && sources.length === 0)?.turn.text;
  return { question: own === "" ? (earlier ?? "") : own, sources: holder?.sources ?? [] };
}
