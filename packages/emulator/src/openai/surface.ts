import { type JsonObject, isObject, readJson, stringOf } from "../json.ts";
import type { Surface } from "../surface.ts";
import type { Tenant } from "../tenant.ts";
import { type Operation, refuse } from "./access.ts";
import { deploymentNotFound, gatewayError, notEmulated, openaiError, resourceNotFound } from "./answer.ts";
import { answerChat } from "./chat.ts";
import { answerEmbeddings } from "./embeddings.ts";
import { chatModel, embeddingModel } from "./models.ts";
import { createResponse, storedResponse } from "./responses.ts";
import { openAccount } from "./seed.ts";
import type { Deployment, OpenAIAccount } from "./state.ts";

type Kind = "chat" | "embeddings" | "responses";

const actions: Readonly<Record<Kind, string>> = {
  chat: "deployments/chat/completions/action",
  embeddings: "deployments/embeddings/action",
  responses: "responses/write",
};

const domains = [".openai.azure.com", ".cognitiveservices.azure.com", ".services.ai.azure.com"];

/** The account that a host name is of: known already, or made since by Resource Manager. */
function accountAt(tenant: Tenant, hostname: string): OpenAIAccount | undefined {
  const name = hostname.split(".")[0] ?? "";
  const known = tenant.openai.accounts.get(name);
  if (known !== undefined) return known;
  for (const resource of tenant.arm.resources.values()) {
    if (
      resource.type.toLowerCase() === "microsoft.cognitiveservices/accounts" &&
      resource.name.toLowerCase() === name
    ) {
      return openAccount(tenant, resource.name, resource.id);
    }
  }
  return undefined;
}

/** What a path asks for. `deployment` stands in the path on dated versions, in the body on v1. */
interface Route {
  readonly kind: Kind;
  readonly deployment: string | undefined;
  readonly operation: Operation;
}

function datedRoute(path: string): Route | undefined {
  const [, deployment, below] = /^\/openai\/deployments\/([^/]+)\/(chat\/completions|embeddings)$/.exec(path) ?? [];
  if (deployment === undefined || below === undefined) return undefined;
  const kind = below === "embeddings" ? "embeddings" : "chat";
  const operation = { action: actions[kind], call: `POST /openai/deployments/{deployment-id}/${below}` };
  return { kind, deployment: decodeURIComponent(deployment), operation };
}

function v1Route(path: string): Route | undefined {
  const kinds: Readonly<Record<string, Kind>> = {
    "chat/completions": "chat",
    embeddings: "embeddings",
    responses: "responses",
  };
  const below = path.slice("/openai/v1/".length);
  const kind = kinds[below];
  return kind === undefined
    ? undefined
    : { kind, deployment: undefined, operation: { action: actions[kind], call: `POST /openai/v1/${below}` } };
}

function fits(deployment: Deployment, kind: Kind): Response | undefined {
  if (deployment.kind === (kind === "embeddings" ? "embeddings" : "chat")) return undefined;
  const name = { chat: "chatCompletion", embeddings: "embeddings", responses: "responses" }[kind];
  const message = `The ${name} operation does not work with the specified model, ${deployment.model}. Please choose different model and try again.`;
  return gatewayError(400, "OperationNotSupported", message);
}

async function infer(tenant: Tenant, account: OpenAIAccount, request: Request, route: Route): Promise<Response> {
  const body = await readJson(request);
  if (!isObject(body)) return openaiError(400, null, "We could not parse the JSON body of your request.");
  const name = route.deployment ?? stringOf(body["model"]);
  if (name === undefined)
    return openaiError(400, "missing_required_parameter", "Missing required parameter: 'model'.", "model");
  const deployment = account.deployments.get(name.toLowerCase());
  if (deployment === undefined) return deploymentNotFound();
  const misfit = fits(deployment, route.kind);
  if (misfit !== undefined) return misfit;
  return run(tenant, account, deployment, route.kind, body);
}

function run(tenant: Tenant, account: OpenAIAccount, deployment: Deployment, kind: Kind, body: JsonObject): Response {
  if (kind === "chat") return answerChat(tenant, deployment, body);
  return kind === "embeddings"
    ? answerEmbeddings(tenant, deployment, body)
    : createResponse(tenant, account, deployment, body);
}

function modelView(tenant: Tenant, id: string): object {
  const created = Math.floor(tenant.content.anchor / 1000);
  const capabilities = {
    chat_completion: id === chatModel,
    embeddings: id === embeddingModel,
    inference: true,
    fine_tune: false,
  };
  return { id, object: "model", created, created_at: created, owned_by: "entrakit", status: "succeeded", capabilities };
}

/** Azure lists models here, whether they are deployed or not; a request names a deployment all the same. */
function models(tenant: Tenant, id: string | undefined): Response {
  const all = [chatModel, embeddingModel];
  if (id === undefined) return Response.json({ object: "list", data: all.map((model) => modelView(tenant, model)) });
  return all.includes(id)
    ? Response.json(modelView(tenant, id))
    : gatewayError(404, "ModelNotFound", `The model '${id}' does not exist.`);
}

async function answerRead(tenant: Tenant, account: OpenAIAccount, request: Request, path: string): Promise<Response> {
  const [, modelId] = /^\/openai\/v1\/models(?:\/([^/]+))?$/.exec(path) ?? [];
  const isModels = path.startsWith("/openai/v1/models") && request.method === "GET";
  const responseId = /^\/openai\/v1\/responses\/([^/]+)$/.exec(path)?.[1];
  if (!isModels && (responseId === undefined || !["GET", "DELETE"].includes(request.method)))
    return notEmulated(`${request.method} ${path}`);
  const verb = request.method === "DELETE" ? "delete" : "read";
  const what = isModels ? "models" : "responses";
  const operation = { action: `${what}/${verb}`, call: `${request.method} /openai/v1/${what}` };
  const refusal = await refuse(tenant, request, account, operation);
  if (refusal !== undefined) return refusal;
  return responseId === undefined ? models(tenant, modelId) : storedResponse(account, request.method, responseId);
}

async function answer(request: Request, tenant: Tenant): Promise<Response> {
  const url = new URL(request.url);
  const account = accountAt(tenant, url.hostname.toLowerCase());
  if (account === undefined)
    return gatewayError(404, "404", `The tenant has no Azure OpenAI resource at ${url.hostname}.`);
  const path = url.pathname.replace(/\/+$/, "");
  if (!path.startsWith("/openai/")) return notEmulated(`${request.method} ${path} of ${url.hostname}`);
  const isV1 = path.startsWith("/openai/v1/");
  const route = request.method === "POST" ? (isV1 ? v1Route(path) : datedRoute(path)) : undefined;
  if (route === undefined) return answerRead(tenant, account, request, path);
  if (!isV1 && !/^\d{4}-\d{2}-\d{2}(-preview)?$/.test(url.searchParams.get("api-version") ?? ""))
    return resourceNotFound();
  return (await refuse(tenant, request, account, route.operation)) ?? infer(tenant, account, request, route);
}

/** Azure OpenAI: `/openai/v1` and the dated API, at each of a resource's host names. */
export const openaiSurface: Surface = {
  name: "openai",
  owns: (hostname) => domains.some((domain) => hostname.endsWith(domain)),
  async handle(request, tenant) {
    const response = await answer(request, tenant);
    const headers = new Headers(response.headers);
    headers.set("apim-request-id", crypto.randomUUID());
    headers.set("x-content-type-options", "nosniff");
    headers.set("x-ms-region", "West Europe");
    const clientRequestId = request.headers.get("x-ms-client-request-id");
    if (clientRequestId !== null) headers.set("x-ms-client-request-id", clientRequestId);
    return new Response(response.body, { status: response.status, headers });
  },
};
