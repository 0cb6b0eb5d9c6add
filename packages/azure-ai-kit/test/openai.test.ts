import { customFetch } from "@entrakit/edge-fetch";
import { OpenAI } from "openai";
import { afterEach, describe, expect, it, vi } from "vitest";

import { AzureAIError, azureOpenAI, explain } from "@entrakit/azure-ai-kit/openai";

import { fakeCredential, fakeService, fakeTime, rejection } from "./support.ts";

const completion = {
  id: "chatcmpl-1",
  object: "chat.completion",
  created: 1,
  model: "gpt-4o-2024-11-20",
  choices: [{ index: 0, message: { role: "assistant", content: "Hello." }, finish_reason: "stop" }],
};
const hello = { model: "chat", messages: [{ role: "user" as const, content: "Hello?" }] };

afterEach(() => vi.unstubAllEnvs());

describe("the endpoint", () => {
  it.each([
    ["https://contoso.openai.azure.com", "https://contoso.openai.azure.com/openai/v1/"],
    ["https://contoso.openai.azure.com/", "https://contoso.openai.azure.com/openai/v1/"],
    [" https://Contoso.OpenAI.azure.com\n", "https://contoso.openai.azure.com/openai/v1/"],
    ["https://contoso.openai.azure.com/openai", "https://contoso.openai.azure.com/openai/v1/"],
    ["https://contoso.openai.azure.com/openai/v1", "https://contoso.openai.azure.com/openai/v1/"],
    ["https://contoso.openai.azure.com/openai/v1/", "https://contoso.openai.azure.com/openai/v1/"],
    ["https://contoso.openai.azure.com/openai/v1/openai/v1/", "https://contoso.openai.azure.com/openai/v1/"],
    [
      "https://contoso.openai.azure.com/openai/deployments/chat/chat/completions?api-version=2024-10-21",
      "https://contoso.openai.azure.com/openai/v1/",
    ],
    [
      "https://contoso.services.ai.azure.com/api/projects/handbook",
      "https://contoso.services.ai.azure.com/api/projects/handbook/openai/v1/",
    ],
    ["https://gateway.contoso.com/ai/openai/v1/", "https://gateway.contoso.com/ai/openai/v1/"],
    ["https://gateway.contoso.com/openai-eu", "https://gateway.contoso.com/openai-eu/openai/v1/"],
  ])("%j is read as %s", (endpoint, baseURL) => {
    expect(azureOpenAI({ endpoint, credential: fakeCredential() }).baseURL).toBe(baseURL);
  });

  it.each([
    ["", "missing"],
    ["contoso.openai.azure.com", "does not start with https://"],
    ["http://contoso.openai.azure.com", "not https"],
    ["https://", "no URL"],
    ["https://<resource>.openai.azure.com", "no URL"],
    ["https://user:word@contoso.openai.azure.com", "user name"],
    ["https://contoso.openai.azure.com/?key=1", "query"],
  ])("%j is refused before any request, with an example of a good one", (endpoint, says) => {
    const make = (): unknown => azureOpenAI({ endpoint, credential: fakeCredential() });
    expect(make).toThrow(AzureAIError);
    expect(make).toThrow(expect.objectContaining({ code: "invalid_endpoint", message: expect.stringContaining(says) }));
    expect(make).toThrow(/https:\/\/contoso\.openai\.azure\.com/);
  });

  it("keeps a password in it out of the error", () => {
    expect(() =>
      azureOpenAI({ endpoint: "https://user:hunter2@contoso.openai.azure.com", credential: fakeCredential() }),
    ).toThrow(expect.not.objectContaining({ message: expect.stringContaining("hunter2") }));
  });
});

describe("the official client", () => {
  it("calls the v1 surface with the credential's token and nothing of its own", async () => {
    vi.stubEnv("OPENAI_API_KEY", "sk-somebody-elses");
    vi.stubEnv("OPENAI_ORG_ID", "org-somebody-elses");
    vi.stubEnv("OPENAI_PROJECT_ID", "proj-somebody-elses");
    vi.stubEnv("OPENAI_BASE_URL", "https://api.openai.com/v1");
    const service = fakeService(() => Response.json(completion));
    const credential = fakeCredential();
    const openai = new OpenAI(
      azureOpenAI({ endpoint: "https://contoso.openai.azure.com", credential, [customFetch]: service.fetch }),
    );
    const answer = await openai.chat.completions.create(hello);
    expect(answer.choices[0]?.message.content).toBe("Hello.");
    const [request] = service.seen;
    expect(request?.url).toBe("https://contoso.openai.azure.com/openai/v1/chat/completions");
    expect(request?.headers.get("authorization")).toBe("Bearer token-1");
    expect([...(request?.headers.entries() ?? [])].flat().join(" ")).not.toMatch(/somebody-elses/);
  });

  it.each([
    ["https://contoso.openai.azure.com", {}, "https://cognitiveservices.azure.com/.default"],
    ["https://contoso.cognitiveservices.azure.com", {}, "https://cognitiveservices.azure.com/.default"],
    ["https://contoso.services.ai.azure.com/api/projects/p", {}, "https://ai.azure.com/.default"],
    ["https://contoso.openai.azure.us", {}, "https://cognitiveservices.azure.us/.default"],
    ["https://contoso.openai.azure.cn", {}, "https://cognitiveservices.azure.cn/.default"],
    ["https://contoso.openai.azure.com", { audience: "foundry" } as const, "https://ai.azure.com/.default"],
    ["https://gateway.contoso.com", { cloud: "usgov" } as const, "https://cognitiveservices.azure.us/.default"],
  ])("asks for a token for %s with %j in the scope %s", async (endpoint, choice, scope) => {
    const service = fakeService(() => Response.json(completion));
    const credential = fakeCredential();
    const openai = new OpenAI(azureOpenAI({ endpoint, credential, ...choice, [customFetch]: service.fetch }));
    await openai.chat.completions.create(hello);
    expect(credential.asked).toEqual([{ scopes: scope }]);
  });

  it("sends a key as a bearer where there is no credential", async () => {
    const service = fakeService(() => Response.json(completion));
    const options = azureOpenAI({
      endpoint: "https://contoso.openai.azure.com",
      apiKey: "key-of-the-resource",
      [customFetch]: service.fetch,
    });
    await new OpenAI(options).chat.completions.create(hello);
    expect(service.seen[0]?.headers.get("authorization")).toBe("Bearer key-of-the-resource");
    expect(JSON.stringify(options)).not.toContain("key-of-the-resource");
  });

  it("refuses an empty key", () => {
    expect(() => azureOpenAI({ endpoint: "https://contoso.openai.azure.com", apiKey: " " })).toThrow(/apiKey is empty/);
  });

  it("answers a claims challenge once, with a token that holds the claims", async () => {
    const claims = '{"access_token":{"nbf":{"essential":true,"value":"1"}}}';
    const service = fakeService((_, count) =>
      count === 1
        ? new Response(null, {
            status: 401,
            headers: { "www-authenticate": `Bearer error="insufficient_claims", claims="${btoa(claims)}"` },
          })
        : Response.json(completion),
    );
    const credential = fakeCredential();
    const openai = new OpenAI(
      azureOpenAI({ endpoint: "https://contoso.openai.azure.com", credential, [customFetch]: service.fetch }),
    );
    await openai.chat.completions.create(hello);
    expect(credential.asked.map((asked) => asked.claims)).toEqual([undefined, claims]);
    expect(service.seen.map(({ headers }) => headers.get("authorization"))).toEqual([
      "Bearer token-1",
      "Bearer token-2",
    ]);
  });

  it("waits out a 429 as long as it says", async () => {
    const service = fakeService((_, count) =>
      count === 1 ? new Response("{}", { status: 429, headers: { "retry-after": "7" } }) : Response.json(completion),
    );
    const time = fakeTime();
    const endpoint = "https://contoso.openai.azure.com";
    const openai = new OpenAI(
      azureOpenAI({ endpoint, credential: fakeCredential(), [customFetch]: service.fetch, ...time }),
    );
    await openai.chat.completions.create(hello);
    expect(service.seen).toHaveLength(2);
    expect(time.waits).toContain(7000);
  });

  it("gives up at once on a 429 that is too long to wait, and says when to come back", async () => {
    const service = fakeService(() => new Response("{}", { status: 429, headers: { "retry-after": "86400" } }));
    const time = fakeTime();
    const endpoint = "https://contoso.openai.azure.com";
    const openai = new OpenAI(
      azureOpenAI({ endpoint, credential: fakeCredential(), [customFetch]: service.fetch, ...time }),
    );
    const error = explain(await rejection(openai.chat.completions.create(hello)), { deployment: "chat" });
    expect(service.seen).toHaveLength(1);
    expect(error).toMatchObject({
      code: "quota_exceeded",
      deployment: "chat",
      retryAt: new Date("2026-11-23T00:00:00Z"),
    });
  });

  it("asks for no token and sends nothing where its base URL was changed", async () => {
    const service = fakeService(() => Response.json(completion));
    const credential = fakeCredential();
    const options = azureOpenAI({
      endpoint: "https://contoso.openai.azure.com",
      credential,
      [customFetch]: service.fetch,
    });
    const openai = new OpenAI({ ...options, baseURL: "https://evil.openai.azure.com/openai/v1/" });
    const error = explain(await rejection(openai.chat.completions.create(hello)));
    expect(error).toMatchObject({ name: "TransportError", code: "origin_refused" });
    expect(service.seen).toHaveLength(0);
    expect(credential.asked).toHaveLength(0);
  });
});
