import type { AccessTokenClaims } from "../entra/claims.ts";
import { isObject, listOf, objectOf, readJson, stringOf } from "../json.ts";
import type { Tenant } from "../tenant.ts";
import { graphJson } from "./collection.ts";
import { dispatchGraph } from "./dispatch.ts";
import { type ExchangeIds, GraphFailure, badRequest, failureResponse } from "./failure.ts";

/** One step of a batch. */
interface Step {
  readonly id: string;
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
  readonly dependsOn: readonly string[];
}

interface StepAnswer {
  readonly id: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

const largestBatch = 20;
const methods: ReadonlySet<string> = new Set(["GET", "POST", "PATCH", "PUT", "DELETE"]);

function stepOf(value: unknown): Step {
  const step = objectOf(value);
  const [id, method, url] = [stringOf(step["id"]), stringOf(step["method"])?.toUpperCase(), stringOf(step["url"])];
  if (id === undefined || id === "") throw badRequest("Invalid batch payload format: every request needs an id.");
  if (method === undefined || !methods.has(method))
    throw badRequest(`Invalid batch payload format: request '${id}' has no valid method.`);
  if (url === undefined || url === "" || /^https?:/i.test(url))
    throw badRequest(`Invalid batch payload format: request '${id}' needs a relative url.`);
  const headers = Object.fromEntries(
    Object.entries(objectOf(step["headers"])).flatMap(([name, text]) =>
      typeof text === "string" ? [[name, text]] : [],
    ),
  );
  const hasType = Object.keys(headers).some((name) => name.toLowerCase() === "content-type");
  if (step["body"] !== undefined && !hasType) {
    throw badRequest("Write request bodies for batch requests must specify a Content-Type header.");
  }
  const dependsOn = listOf(step["dependsOn"]).filter((name) => typeof name === "string");
  return { id, method, url, headers, body: step["body"], dependsOn };
}

function stepsOf(payload: unknown): readonly Step[] {
  const requests = isObject(payload) ? payload["requests"] : undefined;
  if (!Array.isArray(requests)) throw badRequest("Invalid batch payload format.");
  if (requests.length > largestBatch)
    throw badRequest(`Number of batch request steps exceeds the maximum value of ${largestBatch}.`);
  const steps = requests.map(stepOf);
  const ids = new Set<string>();
  for (const { id } of steps) {
    if (ids.has(id.toLowerCase())) throw badRequest(`Request Id has to be unique in a batch; '${id}' is not.`);
    ids.add(id.toLowerCase());
  }
  for (const step of steps) {
    const missing = step.dependsOn.find((id) => !ids.has(id.toLowerCase()));
    if (missing !== undefined)
      throw badRequest(`Request '${step.id}' depends on '${missing}', which is not in the batch.`);
  }
  return steps;
}

function bodyOf(step: Step): BodyInit | null {
  if (step.body === undefined || step.method === "GET" || step.method === "DELETE") return null;
  if (typeof step.body !== "string") return JSON.stringify(step.body);
  try {
    return Uint8Array.from(atob(step.body), (character) => character.charCodeAt(0));
  } catch {
    throw badRequest(`Invalid batch payload format: the body of request '${step.id}' is neither JSON nor base64.`);
  }
}

async function contentOf(response: Response): Promise<Pick<StepAnswer, "body">> {
  const bytes = new Uint8Array(await response.arrayBuffer());
  if (bytes.length === 0) return {};
  if (!(response.headers.get("content-type") ?? "").includes("json")) {
    return { body: btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join("")) };
  }
  const body: unknown = JSON.parse(new TextDecoder().decode(bytes));
  return { body };
}

async function run(
  tenant: Tenant,
  outer: Request,
  step: Step,
  claims: AccessTokenClaims,
  ids: ExchangeIds,
): Promise<StepAnswer> {
  const version = new URL(outer.url).pathname.split("/")[1] ?? "v1.0";
  const url = new URL(`/${version}/${step.url.replace(/^\//, "")}`, outer.url);
  const request = new Request(url, { method: step.method, headers: step.headers, body: bodyOf(step) });
  const response = tenant.faults.take(request) ?? (await dispatchGraph(tenant, request, claims, ids));
  return {
    id: step.id,
    status: response.status,
    headers: Object.fromEntries(response.headers),
    ...(await contentOf(response)),
  };
}

function failedDependency(step: Step, cause: string): StepAnswer {
  const error = {
    code: "FailedDependency",
    message: `The request '${step.id}' was not run: '${cause}', which it depends on, failed.`,
  };
  return { id: step.id, status: 424, headers: { "content-type": "application/json" }, body: { error } };
}

/** Runs steps in the order that `dependsOn` asks for; a step whose dependency failed is answered 424 and not run. */
async function runAll(
  steps: readonly Step[],
  runStep: (step: Step) => Promise<StepAnswer>,
): Promise<readonly StepAnswer[]> {
  const done = new Map<string, StepAnswer>();
  let waiting = steps;
  while (waiting.length > 0) {
    const ready = waiting.filter((step) => step.dependsOn.every((id) => done.has(id.toLowerCase())));
    if (ready.length === 0) throw badRequest("The batch's dependsOn properties form a circle.");
    for (const step of ready) {
      const failed = step.dependsOn.find((id) => (done.get(id.toLowerCase())?.status ?? 0) >= 400);
      done.set(step.id.toLowerCase(), failed === undefined ? await runStep(step) : failedDependency(step, failed));
    }
    waiting = waiting.filter((step) => !ready.includes(step));
  }
  return [...done.values()];
}

/**
 * Answers `POST /$batch`: at most 20 steps, each checked for its own permissions; the answer is 200 even when steps fail.
 * Source: learn.microsoft.com/graph/json-batching.
 */
export async function answerBatch(
  tenant: Tenant,
  request: Request,
  claims: AccessTokenClaims,
  ids: ExchangeIds,
): Promise<Response> {
  try {
    const payload = await readJson(request);
    const responses = await runAll(stepsOf(payload), (step) => run(tenant, request, step, claims, ids));
    return graphJson({ responses });
  } catch (error) {
    if (error instanceof GraphFailure) return failureResponse(error, ids, tenant.clock.now());
    throw error;
  }
}
