import { allowEmulated, entraBearer, type EntraVariables } from "@entrakit/edge-fetch/hono";
import { type Context, Hono } from "hono";
import { bodyLimit } from "hono/body-limit";

import { answerTo, questionIn } from "./ask.ts";
import { type Environment, requireEnvironment } from "./environment.ts";
import { failureOf } from "./failure.ts";
import { callerRole } from "./names.ts";
import { listUsers } from "./users.ts";

/** Set by the bundler from wrangler.jsonc; `true` only in the environment that runs against the emulator. */
declare const ACCEPT_EMULATED_TOKENS: boolean;

type Bindings = { Bindings: Environment; Variables: EntraVariables };

const app = new Hono<Bindings>();

app.get("/healthz", (context) => context.json({ ok: true }));

// Every route below, and every address without a route, needs a token of the tenant for this app, with the role.
app.use(
  "*",
  entraBearer<Environment>((environment) => {
    requireEnvironment(environment);
    return {
      tenantId: environment.AZURE_TENANT_ID,
      audience: [environment.AZURE_CLIENT_ID, `api://${environment.AZURE_CLIENT_ID}`],
      roles: [callerRole],
      [allowEmulated]: ACCEPT_EMULATED_TOKENS,
    };
  }),
  async (context, next) => {
    await next();
    context.header("cache-control", "no-store");
  },
);

app.get("/users", (context) => listUsers(context.env, context.req.raw.signal));

app.post("/ask", bodyLimit({ maxSize: 16 * 1024, onError: (context) => refuse(context, 413) }), async (context) => {
  const question = questionIn(await context.req.json().catch(() => undefined));
  if (question === undefined) return refuse(context, 400);
  return context.json(await answerTo(question, context.env, context.req.raw.signal));
});

app.notFound((context) => context.json({ error: "not_found", error_description: "Nothing is at this address." }, 404));

app.onError((error, context) => {
  // Nobody reads this answer.
  if (context.req.raw.signal.aborted) return context.body(null, 503);
  const failure = failureOf(error);
  const id = crypto.randomUUID();
  const { method, path } = context.req;
  const words = failure === undefined ? error.stack : failure.description;
  console.error(JSON.stringify({ id, request: `${method} ${path}`, error: failure?.error ?? error.name, words }));
  if (failure === undefined) {
    const description = `This failed for a reason that was not expected; the log has it under ${id}.`;
    return context.json({ error: "internal_error", error_description: description }, 500);
  }
  if (failure.retryAfter !== undefined) context.header("retry-after", String(failure.retryAfter));
  return context.json({ error: failure.error, error_description: failure.description }, failure.status);
});

function refuse(context: Context, status: 400 | 413): Response {
  const description = 'Send JSON with a question of at most 2,000 characters: {"question": "…"}';
  return context.json({ error: "invalid_request", error_description: description }, status);
}

export default app;
