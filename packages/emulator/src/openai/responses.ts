import { type JsonObject, objectOf, stringOf } from "../json.ts";
import type { Tenant } from "../tenant.ts";
import { type StreamEvent, eventStream, freshId, gatewayError, notEmulated, openaiError, piecesOf } from "./answer.ts";
import { type Completion, complete, textOf } from "./chat.ts";
import { harmlessAnswer, harmlessPrompt } from "./filters.ts";
import { admit } from "./limits.ts";
import type { ChatTurn, Deployment, OpenAIAccount } from "./state.ts";

function unsupported(body: JsonObject): Response | undefined {
  if (body["background"] === true) return notEmulated("background responses");
  const format = objectOf(objectOf(body["text"])["format"])["type"];
  if (format !== undefined && format !== "text")
    return notEmulated("structured output (text.format): the model only quotes");
  if (body["conversation"] !== undefined && body["conversation"] !== null) return notEmulated("conversations");
  return undefined;
}

/** The conversation that a request stands in: what came before, the instructions, the new input. */
function turnsOf(account: OpenAIAccount, body: JsonObject): readonly ChatTurn[] | Response {
  const previous = stringOf(body["previous_response_id"]);
  const before = previous === undefined ? [] : account.responses.get(previous)?.turns;
  if (before === undefined) {
    return openaiError(
      400,
      "previous_response_not_found",
      `Previous response with id '${previous ?? ""}' not found.`,
      "previous_response_id",
    );
  }
  const { input } = body;
  if (input === undefined || input === "" || (Array.isArray(input) && input.length === 0)) {
    return openaiError(400, "missing_required_parameter", "Missing required parameter: 'input'.", "input");
  }
  const items: readonly unknown[] = Array.isArray(input) ? input : [{ role: "user", content: input }];
  const added = items.map((item) => {
    const { role, content, output } = objectOf(item);
    return { role: stringOf(role) ?? "tool", text: textOf(content ?? output) };
  });
  const instructions = stringOf(body["instructions"]);
  return [...(instructions === undefined ? [] : [{ role: "system", text: instructions }]), ...before, ...added];
}

function filterOf(source: "prompt" | "completion", length: number): object {
  return {
    blocked: false,
    source_type: source,
    content_filter_raw: [],
    content_filter_results: source === "prompt" ? harmlessPrompt : harmlessAnswer,
    content_filter_offsets: { start_offset: 0, end_offset: length, check_offset: 0 },
  };
}

interface Draft {
  readonly id: string;
  readonly messageId: string;
  readonly model: string;
  readonly body: JsonObject;
  /** Seconds since the epoch. */
  readonly at: number;
  readonly completion: Completion;
  readonly promptLength: number;
}

function messageOf({ messageId, completion }: Draft, done: boolean): object {
  const part = { type: "output_text", annotations: [], logprobs: [], text: completion.text };
  return {
    id: messageId,
    type: "message",
    status: done ? "completed" : "in_progress",
    content: done ? [part] : [],
    role: "assistant",
  };
}

/** What a response repeats of its request, with the defaults that the service fills in. */
function settingsOf(body: JsonObject): JsonObject {
  return {
    background: false,
    instructions: body["instructions"] ?? null,
    max_output_tokens: body["max_output_tokens"] ?? null,
    max_tool_calls: null,
    parallel_tool_calls: true,
    previous_response_id: body["previous_response_id"] ?? null,
    prompt_cache_key: null,
    prompt_cache_retention: null,
    reasoning: { effort: "none", summary: null },
    safety_identifier: null,
    service_tier: "default",
    store: body["store"] !== false,
    temperature: body["temperature"] ?? 1,
    text: { format: { type: "text" }, verbosity: "medium" },
    tool_choice: body["tool_choice"] ?? "auto",
    tools: body["tools"] ?? [],
    top_logprobs: 0,
    top_p: body["top_p"] ?? 1,
    truncation: "disabled",
    user: body["user"] ?? null,
    metadata: body["metadata"] ?? {},
  };
}

function usageOf({ promptTokens, completionTokens }: Completion): object {
  return {
    input_tokens: promptTokens,
    input_tokens_details: { cached_tokens: 0 },
    output_tokens: completionTokens,
    output_tokens_details: { reasoning_tokens: 0 },
    total_tokens: promptTokens + completionTokens,
  };
}

function responseOf(draft: Draft, done: boolean): JsonObject {
  const { completion } = draft;
  const cut = completion.reason === "length";
  const filters = [filterOf("prompt", draft.promptLength), filterOf("completion", completion.text.length)];
  return {
    id: draft.id,
    object: "response",
    created_at: draft.at,
    status: done ? (cut ? "incomplete" : "completed") : "in_progress",
    completed_at: done ? draft.at : null,
    content_filters: done ? filters : null,
    error: null,
    incomplete_details: done && cut ? { reason: "max_output_tokens" } : null,
    model: draft.model,
    output: done ? [messageOf(draft, true)] : [],
    usage: done ? usageOf(completion) : null,
    ...settingsOf(draft.body),
  };
}

/** The events of a streamed response, numbered as they go. */
function* events(draft: Draft): Generator<StreamEvent> {
  let number = 0;
  const event = (type: string, rest: object): StreamEvent => {
    const data = { type, sequence_number: number, ...rest };
    number += 1;
    return { event: type, data };
  };
  const place = { item_id: draft.messageId, output_index: 0, content_index: 0 };
  const part = (text: string): object => ({ type: "output_text", annotations: [], logprobs: [], text });
  const { text, reason } = draft.completion;
  yield event("response.created", { response: responseOf(draft, false) });
  yield event("response.in_progress", { response: responseOf(draft, false) });
  yield event("response.output_item.added", { output_index: 0, item: messageOf(draft, false) });
  yield event("response.content_part.added", { ...place, part: part("") });
  for (const delta of piecesOf(text)) yield event("response.output_text.delta", { ...place, delta, logprobs: [] });
  yield event("response.output_text.done", { ...place, text, logprobs: [] });
  yield event("response.content_part.done", { ...place, part: part(text) });
  yield event("response.output_item.done", { output_index: 0, item: messageOf(draft, true) });
  yield event(reason === "length" ? "response.incomplete" : "response.completed", {
    response: responseOf(draft, true),
  });
}

/** Answers `POST /openai/v1/responses`, whole or streamed. Source: learn.microsoft.com/azure/ai-services/openai/how-to/responses. */
export function createResponse(
  tenant: Tenant,
  account: OpenAIAccount,
  deployment: Deployment,
  body: JsonObject,
): Response {
  const refusal = unsupported(body);
  if (refusal !== undefined) return refusal;
  const turns = turnsOf(account, body);
  if (turns instanceof Response) return turns;
  const limit = body["max_output_tokens"];
  const completion = complete(turns, typeof limit === "number" ? limit : Infinity, []);
  const admission = admit(
    tenant,
    deployment,
    completion.promptTokens + completion.completionTokens,
    "Responses_Create",
  );
  if (!admission.admitted) return admission.response;
  const draft: Draft = {
    id: freshId("resp_"),
    messageId: freshId("msg_"),
    model: deployment.model,
    body,
    at: Math.floor(tenant.clock.now() / 1000),
    completion,
    promptLength: turns.reduce((sum, turn) => sum + turn.text.length, 0),
  };
  const done = responseOf(draft, true);
  if (body["store"] !== false) {
    const kept = turns.filter(({ role }) => role !== "system");
    account.responses.set(draft.id, { body: done, turns: [...kept, { role: "assistant", text: completion.text }] });
  }
  return body["stream"] === true
    ? eventStream(events(draft), admission.headers)
    : Response.json(done, { headers: admission.headers });
}

/** Answers `GET` and `DELETE /openai/v1/responses/{id}`. */
export function storedResponse(account: OpenAIAccount, method: string, id: string): Response {
  const stored = account.responses.get(id);
  if (stored === undefined) return gatewayError(404, "not_found", `Response with id '${id}' not found.`);
  if (method === "GET") return Response.json(stored.body);
  account.responses.delete(id);
  return Response.json({ id, object: "response", deleted: true });
}
