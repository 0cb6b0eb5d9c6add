import { ask } from "@entrakit/azure-ai-kit/rag";

import type { Environment } from "./environment.ts";
import { answering } from "./retrieval.ts";

/** A passage that an answer cites as `[id]`. */
interface Citation {
  readonly id: number;
  /** The document. */
  readonly name: string;
  /** Where the passage starts in it. */
  readonly start: number;
  readonly text: string;
}

/** An answer with the passages that it rests on. */
export interface Answer {
  readonly answer: string;
  readonly citations: readonly Citation[];
  /** Why it ends there; `no_sources` where no document speaks to the question. */
  readonly reason: "stop" | "length" | "no_sources";
}

const longestQuestion = 2_000;

/** The question in a body `{"question": "…"}`, or undefined where there is none of acceptable length. */
export function questionIn(body: unknown): string | undefined {
  const question = typeof body === "object" && body !== null && "question" in body ? body.question : undefined;
  if (typeof question !== "string" || question.trim() === "" || question.length > longestQuestion) return undefined;
  return question;
}

/** Answers from the indexed documents alone. */
export async function answerTo(question: string, environment: Environment, signal: AbortSignal): Promise<Answer> {
  const { model, retriever } = await answering(environment);
  let answer = "";
  let reason: Answer["reason"] = "stop";
  const citations = new Map<number, Citation>();
  for await (const part of ask({ question, model, retriever, signal })) {
    if (part.type === "text-delta") answer += part.text;
    if (part.type === "answer-end") reason = part.reason;
    if (part.type === "citation") {
      const { name, start, text } = part.source;
      citations.set(part.id, { id: part.id, name, start, text });
    }
  }
  return { answer, citations: [...citations.values()], reason };
}
