import { describe, expect, test } from "vitest";

import { resourcesOf } from "../../src/arm/seed.ts";
import { appPrincipal, appToken, codeOf, partOf, send, textOf } from "../calls.ts";
import { audience, newAccount, post } from "./support.ts";

const embeddings = { model: "embeddings", input: "a word" };

describe("Who may use the models", () => {
  test.for([audience, `${audience}/`, "https://ai.azure.com"])("a token for %s is accepted", async (accepted) => {
    const { tenant, endpoint } = await newAccount();
    expect(
      (await post(tenant, `${endpoint}/openai/v1/embeddings`, await appToken(tenant, [], accepted), embeddings)).status,
    ).toBe(200);
  });

  test("a token for another audience is answered 401 with the words that Azure uses, and recorded", async () => {
    const { tenant, endpoint } = await newAccount();
    const answer = await post(tenant, `${endpoint}/openai/v1/embeddings`, await appToken(tenant, []), embeddings);
    expect(answer.status).toBe(401);
    expect(answer.body).toMatchObject({ statusCode: 401, message: expect.stringContaining("audience is incorrect") });
    expect(tenant.log.violations.map(({ kind }) => kind)).toEqual(["token-audience"]);
    expect((await send(tenant, "POST", `${endpoint}/openai/v1/embeddings`, {}, embeddings)).status).toBe(401);
  });

  test("without a role the answer is 401 PermissionDenied, which names the principal, the data action and the call", async () => {
    const { tenant, endpoint, token } = await newAccount(null);
    const dated = `${endpoint}/openai/deployments/chat/chat/completions?api-version=2024-10-21`;
    const answer = await post(tenant, dated, token, { messages: [{ role: "user", content: "?" }] });
    expect([answer.status, codeOf(answer)]).toEqual([401, "PermissionDenied"]);
    expect(textOf(partOf(answer.body, "error"), "message")).toBe(
      `The principal \`${appPrincipal}\` lacks the required data action \`Microsoft.CognitiveServices/accounts/OpenAI/deployments/chat/completions/action\` to perform \`POST /openai/deployments/{deployment-id}/chat/completions\` operation.`,
    );
    const responses = await post(tenant, `${endpoint}/openai/v1/responses`, token, { model: "chat", input: "?" });
    expect(textOf(partOf(responses.body, "error"), "message")).toContain(
      "`Microsoft.CognitiveServices/accounts/OpenAI/responses/write` to perform `POST /openai/v1/responses`",
    );
  });

  test("owning the subscription is not enough: inference is a data action", async () => {
    const { tenant, endpoint, token } = await newAccount("Owner");
    expect(codeOf(await post(tenant, `${endpoint}/openai/v1/embeddings`, token, embeddings))).toBe("PermissionDenied");
  });

  test("a key opens the account by api-key and, on v1, as a bearer; a wrong one does not; disabled keys are refused", async () => {
    const { tenant, endpoint } = await newAccount(null);
    const { openaiId } = resourcesOf(tenant);
    const [account] = tenant.openai.accounts.values();
    const key = account?.keys[0] ?? "";
    const url = `${endpoint}/openai/v1/embeddings`;
    expect((await send(tenant, "POST", url, { "api-key": key }, embeddings)).status).toBe(200);
    expect((await post(tenant, url, key, embeddings)).status).toBe(200);
    const wrong = await send(tenant, "POST", url, { "api-key": "nonsense" }, embeddings);
    expect([wrong.status, codeOf(wrong)]).toEqual([401, "401"]);
    const resource = tenant.arm.resources.get(openaiId.toLowerCase());
    if (resource === undefined) throw new Error("the account is not in Resource Manager");
    tenant.arm.resources.set(openaiId.toLowerCase(), {
      ...resource,
      properties: { ...resource.properties, disableLocalAuth: true },
    });
    const disabled = await send(tenant, "POST", url, { "api-key": key }, embeddings);
    expect([disabled.status, codeOf(disabled)]).toEqual([403, "AuthenticationTypeDisabled"]);
  });
});

describe("What is asked for", () => {
  test("a deployment that is not there is 404 DeploymentNotFound; a model of the wrong kind is 400", async () => {
    const { tenant, endpoint, token } = await newAccount();
    const missing = await post(tenant, `${endpoint}/openai/v1/embeddings`, token, { model: "gpt-9", input: "x" });
    expect([missing.status, codeOf(missing)]).toEqual([404, "DeploymentNotFound"]);
    const chat = await post(tenant, `${endpoint}/openai/v1/chat/completions`, token, {
      model: "embeddings",
      messages: [{ role: "user", content: "x" }],
    });
    expect([chat.status, codeOf(chat)]).toEqual([400, "OperationNotSupported"]);
  });

  test("the dated API wants its version, and other paths are answered 501 in plain words", async () => {
    const { tenant, endpoint, token } = await newAccount();
    expect((await post(tenant, `${endpoint}/openai/deployments/embeddings/embeddings`, token, embeddings)).status).toBe(
      404,
    );
    const images = await post(tenant, `${endpoint}/openai/v1/images/generations`, token, {});
    expect(images.status).toBe(501);
    expect(textOf(partOf(images.body, "error"), "message")).toContain("does not play");
    const tools = await post(tenant, `${endpoint}/openai/v1/chat/completions`, token, {
      model: "chat",
      messages: [{ role: "user", content: "x" }],
      tool_choice: "required",
    });
    expect(tools.status).toBe(501);
  });

  test("every answer carries apim-request-id, and inference what is left of the minute", async () => {
    const { tenant, endpoint, token } = await newAccount();
    const first = await post(tenant, `${endpoint}/openai/v1/embeddings`, token, embeddings);
    const second = await post(tenant, `${endpoint}/openai/v1/embeddings`, token, embeddings);
    expect(first.headers.get("apim-request-id")).toMatch(/^[0-9a-f-]{36}$/);
    const left = (answer: typeof first): number => Number(answer.headers.get("x-ratelimit-remaining-requests"));
    expect(left(first) - left(second)).toBe(1);
    expect(Number(second.headers.get("x-ratelimit-limit-tokens"))).toBeGreaterThan(
      Number(second.headers.get("x-ratelimit-remaining-tokens")),
    );
  });

  test("a deployment beyond its tokens is answered 429 with Retry-After until the minute is over", async () => {
    const { tenant, endpoint, token } = await newAccount();
    const [account] = tenant.openai.accounts.values();
    const deployment = account?.deployments.get("embeddings");
    if (account === undefined || deployment === undefined) throw new Error("no deployment");
    account.deployments.set("small", {
      ...deployment,
      name: "small",
      tokensPerMinute: 1000,
      usage: { startedAt: 0, tokens: 0, requests: 0 },
    });
    const ask = async (): Promise<number> =>
      (await post(tenant, `${endpoint}/openai/v1/embeddings`, token, { model: "small", input: "x" })).status;
    const statuses: number[] = [];
    for (let count = 0; count < 7; count += 1) statuses.push(await ask());
    expect(statuses).toEqual([200, 200, 200, 200, 200, 200, 429]);
    const refused = await post(tenant, `${endpoint}/openai/v1/embeddings`, token, { model: "small", input: "x" });
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
    tenant.clock.advance(Number(refused.headers.get("retry-after")) * 1000);
    expect(await ask()).toBe(200);
  });

  test("models are listed by their own names, which say what they are", async () => {
    const { tenant, endpoint, token } = await newAccount();
    const answer = await send(tenant, "GET", `${endpoint}/openai/v1/models`, { authorization: `Bearer ${token}` });
    expect(JSON.stringify(answer.body)).toContain("entrakit-extractive-1");
    expect(JSON.stringify(answer.body)).toContain("entrakit-hashed-1");
  });
});
