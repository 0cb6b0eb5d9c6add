import { AzureAIError } from "../errors/azure-ai-error.ts";
import { contentFilterError, filteredCategories } from "../errors/content-filter.ts";
import { explain } from "../errors/explain.ts";
import { type CitedText, createCitationReader } from "./citations.ts";
import { groundedMessages } from "./prompt.ts";
import type { Retriever, Source } from "./source.ts";

/** One event of a streamed chat completion, as far as an answer needs it. Azure's first one has no choices. */
export interface ChatChunk {
  readonly choices: readonly {
    readonly delta?: { readonly content?: string | null; readonly refusal?: string | null };
    readonly finish_reason?: string | null;
  }[];
  readonly usage?: {
    readonly prompt_tokens: number;
    readonly completion_tokens: number;
    readonly total_tokens: number;
  } | null;
}

/** The part of the official `OpenAI` client that an answer needs; a client made with `azureOpenAI` fits. */
export interface ChatClient {
  readonly chat: {
    readonly completions: {
      create(
        body: {
          model: string;
          messages: { role: "system" | "user"; content: string }[];
          stream: true;
          stream_options: { include_usage: true };
          max_completion_tokens?: number;
        },
        options?: { signal?: AbortSignal },
      ): PromiseLike<AsyncIterable<ChatChunk>>;
    };
  };
}

/** A deployment of a chat model and the client that reaches it. */
export interface ChatModel {
  readonly openai: ChatClient;
  /** The deployment's name. */
  readonly deployment: string;
  /** The longest answer, in tokens; the model's own limit when left out. */
  readonly maxOutputTokens?: number;
}

/** Tokens that an answer took. */
export interface AnswerUsage {
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly totalTokens: number;
}

/** A part of an answer, in the order in which it becomes known. */
export type AnswerPart =
  | {
      readonly type: "sources";
      /** The sources that the model was given; `[1]` in the text is the first. */
      readonly sources: readonly Source[];
    }
  | {
      readonly type: "text-delta";
      /** The next piece of the text. All pieces joined are the model's text, its `[n]` included. */
      readonly text: string;
    }
  | {
      readonly type: "citation";
      /** The number in the text, which the text so far ends with. */
      readonly id: number;
      readonly source: Source;
    }
  | {
      readonly type: "answer-end";
      /** Why the answer ended: the model was done, ran into its limit of tokens, or was not asked since nothing was found. */
      readonly reason: "stop" | "length" | "no_sources";
      readonly usage?: AnswerUsage;
    };

/** A question, what may answer it, and who does. */
export interface AskOptions {
  readonly question: string;
  readonly retriever: Retriever;
  readonly model: ChatModel;
  /** How many sources at most; 5 when left out. */
  readonly top?: number;
  readonly signal?: AbortSignal;
}

function openStream(options: AskOptions, sources: readonly Source[]): PromiseLike<AsyncIterable<ChatChunk>> {
  const { model, question, signal } = options;
  return model.openai.chat.completions.create(
    {
      model: model.deployment,
      messages: groundedMessages(question, sources).map(({ role, content }) => ({ role, content })),
      stream: true,
      stream_options: { include_usage: true },
      ...(model.maxOutputTokens === undefined ? {} : { max_completion_tokens: model.maxOutputTokens }),
    },
    signal === undefined ? {} : { signal },
  );
}

function* partsOf(pieces: readonly CitedText[], sources: readonly Source[]): Generator<AnswerPart> {
  for (const { text, cites } of pieces) {
    yield { type: "text-delta", text };
    for (const id of cites) {
      const source = sources[id - 1];
      if (source !== undefined) yield { type: "citation", id, source };
    }
  }
}

function usageOf(chunk: ChatChunk): AnswerUsage | undefined {
  if (!chunk.usage) return undefined;
  const { prompt_tokens, completion_tokens, total_tokens } = chunk.usage;
  return { inputTokens: prompt_tokens, outputTokens: completion_tokens, totalTokens: total_tokens };
}

function filterOf(choice: object): unknown {
  return "content_filter_results" in choice ? choice.content_filter_results : undefined;
}

async function* answer(options: AskOptions, sources: readonly Source[]): AsyncGenerator<AnswerPart> {
  const { deployment } = options.model;
  const reader = createCitationReader();
  let reason: string | undefined;
  let usage: AnswerUsage | undefined;
  for await (const chunk of await openStream(options, sources)) {
    const [choice] = chunk.choices;
    usage = usageOf(chunk) ?? usage;
    if (choice === undefined) continue;
    const text = choice.delta?.content ?? choice.delta?.refusal;
    if (text) yield* partsOf(reader.push(text), sources);
    reason = choice.finish_reason ?? reason;
    if (reason === "content_filter")
      throw contentFilterError("answer", filteredCategories(filterOf(choice)), { deployment });
  }
  // The client ends an aborted stream without an error.
  options.signal?.throwIfAborted();
  yield* partsOf(reader.end(), sources);
  if (reason === undefined) {
    throw new AzureAIError("unavailable", "The answer broke off before its end.", { deployment, remedy: "Ask again." });
  }
  yield {
    type: "answer-end",
    reason: reason === "length" ? "length" : "stop",
    ...(usage === undefined ? {} : { usage }),
  };
}

/**
 * Answers a question from retrieved sources alone, streaming, with citations that name their source.
 *
 * The model is told to use nothing but the numbered sources. Where the retriever finds none it is not asked at all, and the
 * only parts are an empty `sources` and `answer-end` with `no_sources`. Leaving the loop early, or the signal, ends the request.
 *
 * @throws AzureAIError `content_filter` also in the middle of an answer; `unavailable` where the stream ends without its end
 * @example
 * ```ts
 * for await (const part of ask({ question, retriever, model: { openai, deployment: "gpt-4o" } })) {
 *   if (part.type === "text-delta") write(part.text);
 *   if (part.type === "citation") note(part.id, part.source.name);
 * }
 * ```
 */
export async function* ask(options: AskOptions): AsyncGenerator<AnswerPart> {
  const { question, retriever, model, top = 5, signal } = options;
  if (question.trim() === "") {
    throw new AzureAIError("invalid_option", "The question is empty.", { remedy: "Ask with at least one word." });
  }
  const sources = await retriever(question, { top, ...(signal === undefined ? {} : { signal }) });
  yield { type: "sources", sources };
  if (sources.length === 0) {
    yield { type: "answer-end", reason: "no_sources" };
    return;
  }
  try {
    yield* answer(options, sources);
  } catch (error) {
    throw explain(error, { deployment: model.deployment });
  }
}
