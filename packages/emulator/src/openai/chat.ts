import { type JsonObject, listOf, objectOf, stringOf } from "../json.ts";
import type { Tenant } from "../tenant.ts";
import { type StreamEvent, eventStream, freshId, notEmulated, openaiError, piecesOf } from "./answer.ts";
import { extractAnswer } from "./extract.ts";
import { harmless, harmlessAnswer, harmlessPrompt } from "./filters.ts";
import { admit } from "./limits.ts";
import { systemFingerprint, tokensIn } from "./models.ts";
import type { ChatTurn, Deployment } from "./state.ts";

/** The text of a message's content: a string, or the texts of its parts. */
export function textOf(content: unknown): string {
  if (typeof content === "string") return content;
  return listOf(content)
    .map((part) => stringOf(objectOf(part)["text"]) ?? "")
    .filter((text) => text !== "")
    .join("\n");
}

/** The answer's text and why it ended there. */
export interface Completion {
  readonly text: string;
  readonly reason: "stop" | "length";
  readonly promptTokens: number;
  readonly completionTokens: number;
}

/** Answers a conversation in at most `limit` tokens, up to the first of the `stops`. */
export function complete(turns: readonly ChatTurn[], limit: number, stops: readonly string[]): Completion {
  const whole = extractAnswer(turns);
  const ends = stops.map((stop) => whole.indexOf(stop)).filter((place) => place >= 0);
  const wanted = whole.slice(0, Math.min(whole.length, ...ends));
  let text = "";
  for (const piece of wanted.match(/\s*\S+/g) ?? []) {
    if (tokensIn(text + piece) > limit) break;
    text += piece;
  }
  const promptTokens = turns.reduce((sum, turn) => sum + tokensIn(turn.text) + 4, 3);
  return {
    text,
    reason: text.length < wanted.trimEnd().length ? "length" : "stop",
    promptTokens,
    completionTokens: tokensIn(text),
  };
}

function unsupported(body: JsonObject): Response | undefined {
  if (typeof body["n"] === "number" && body["n"] > 1) return notEmulated("several answers at once (n)");
  const format = objectOf(body["response_format"])["type"];
  if (format !== undefined && format !== "text")
    return notEmulated("structured output (response_format): the model only quotes");
  const choice = body["tool_choice"];
  if (choice !== undefined && choice !== "auto" && choice !== "none")
    return notEmulated("calls of tools (tool_choice): the model only quotes");
  if (body["logprobs"] === true) return notEmulated("logprobs");
  return undefined;
}

function turnsOf(body: JsonObject): readonly ChatTurn[] | Response {
  const messages = listOf(body["messages"]).map(objectOf);
  if (messages.length === 0)
    return openaiError(400, "missing_required_parameter", "Missing required parameter: 'messages'.", "messages");
  const turns = messages.map((message) => ({
    role: stringOf(message["role"]) ?? "",
    text: textOf(message["content"]),
  }));
  const place = turns.findIndex(
    ({ role }) => !["system", "developer", "user", "assistant", "tool", "function"].includes(role),
  );
  if (place === -1) return turns;
  return openaiError(400, "invalid_value", `Invalid value for 'messages[${place}].role'.`, `messages[${place}].role`);
}

function limitOf(body: JsonObject): number {
  const limit = body["max_completion_tokens"] ?? body["max_tokens"];
  return typeof limit === "number" && limit > 0 ? limit : Infinity;
}

function stopsOf(body: JsonObject): readonly string[] {
  const { stop } = body;
  return (Array.isArray(stop) ? stop : [stop]).filter((text) => typeof text === "string" && text !== "");
}

function usageOf({ promptTokens, completionTokens }: Completion): object {
  return {
    completion_tokens: completionTokens,
    completion_tokens_details: {
      accepted_prediction_tokens: 0,
      audio_tokens: 0,
      reasoning_tokens: 0,
      rejected_prediction_tokens: 0,
    },
    prompt_tokens: promptTokens,
    prompt_tokens_details: { audio_tokens: 0, cached_tokens: 0 },
    total_tokens: promptTokens + completionTokens,
  };
}

const promptFilter = [{ prompt_index: 0, content_filter_results: harmlessPrompt }];

/** The chunks of a streamed answer, in the order in which Azure sends them: the prompt's filter first, usage last. */
function* chunks(head: object, completion: Completion, withUsage: boolean): Generator<StreamEvent> {
  const usage = withUsage ? { usage: null } : {};
  const chunk = (delta: object, reason: string | null, filter: object): StreamEvent => ({
    data: {
      choices: [{ content_filter_results: filter, delta, finish_reason: reason, index: 0, logprobs: null }],
      ...head,
      ...usage,
    },
  });
  yield { data: { choices: [], created: 0, id: "", model: "", object: "", prompt_filter_results: promptFilter } };
  yield chunk({ content: "", refusal: null, role: "assistant" }, null, {});
  for (const piece of piecesOf(completion.text)) yield chunk({ content: piece }, null, harmless);
  yield chunk({}, completion.reason, {});
  if (withUsage) yield { data: { choices: [], ...head, usage: usageOf(completion) } };
  yield { data: "[DONE]" };
}

/** Answers `POST …/chat/completions`, whole or streamed. Source: learn.microsoft.com/azure/ai-services/openai/reference. */
export function answerChat(tenant: Tenant, deployment: Deployment, body: JsonObject): Response {
  const refusal = unsupported(body);
  if (refusal !== undefined) return refusal;
  const turns = turnsOf(body);
  if (turns instanceof Response) return turns;
  const completion = complete(turns, limitOf(body), stopsOf(body));
  const admission = admit(
    tenant,
    deployment,
    completion.promptTokens + completion.completionTokens,
    "ChatCompletions_Create",
  );
  if (!admission.admitted) return admission.response;
  const head = { created: Math.floor(tenant.clock.now() / 1000), id: freshId("chatcmpl-"), model: deployment.model };
  if (body["stream"] === true) {
    const withUsage = objectOf(body["stream_options"])["include_usage"] === true;
    const chunkHead = { ...head, object: "chat.completion.chunk", system_fingerprint: systemFingerprint };
    return eventStream(chunks(chunkHead, completion, withUsage), admission.headers);
  }
  const message = { content: completion.text, refusal: null, role: "assistant" };
  const choice = {
    content_filter_results: harmlessAnswer,
    finish_reason: completion.reason,
    index: 0,
    logprobs: null,
    message,
  };
  const answer = {
    choices: [choice],
    ...head,
    object: "chat.completion",
    prompt_filter_results: promptFilter,
    system_fingerprint: systemFingerprint,
    usage: usageOf(completion),
  };
  return Response.json(answer, { headers: admission.headers });
}
