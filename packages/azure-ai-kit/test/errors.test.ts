import { inspect } from "node:util";

import { customFetch } from "@entrakit/edge-fetch";
import { OpenAI } from "openai";
import { describe, expect, it } from "vitest";

import { AzureAIError, azureOpenAI, explain } from "@entrakit/azure-ai-kit/openai";

import { fakeCredential, fakeService, rejection } from "./support.ts";

const hello = { model: "chat", messages: [{ role: "user" as const, content: "Hello?" }] };

/** What the official client throws for an answer, explained. */
async function explained(status: number, body: unknown, headers: Record<string, string> = {}): Promise<unknown> {
  const service = fakeService(() => Response.json(body, { status, headers }));
  const openai = new OpenAI(
    azureOpenAI({
      endpoint: "https://contoso.openai.azure.com",
      credential: fakeCredential(),
      retry: false,
      [customFetch]: service.fetch,
    }),
  );
  return explain(await rejection(openai.chat.completions.create(hello)), { deployment: "chat" });
}

describe("explain", () => {
  it("tells a missing role from a bad token, and names the role with its GUID", async () => {
    const body = {
      error: {
        code: "PermissionDenied",
        message:
          "The principal `6f2c` lacks the required data action `Microsoft.CognitiveServices/accounts/OpenAI/deployments/chat/completions/action` to perform `POST /openai/v1/chat/completions` operation.",
      },
    };
    const error = await explained(401, body, { "apim-request-id": "req-1" });
    expect(error).toMatchObject({
      code: "role_missing",
      status: 401,
      wireCode: "PermissionDenied",
      requestId: "req-1",
      role: { name: "Cognitive Services OpenAI User", id: "5e0bd9bd-7b93-4f28-af87-19fc36ad61bd" },
      remedy: expect.stringContaining("az role assignment create"),
    });
  });

  it("says that the service rejected a token where it is not about roles", async () => {
    const body = {
      error: { code: "401", message: "Access denied due to invalid subscription key or wrong API endpoint." },
    };
    expect(await explained(401, body)).toMatchObject({ code: "token_rejected" });
  });

  it.each([
    [
      403,
      { code: "AuthenticationTypeDisabled", message: "Key based authentication is disabled for this resource." },
      "key_auth_disabled",
    ],
    [403, { code: "403", message: "Access denied due to Virtual Network/Firewall rules." }, "network_denied"],
    [403, { code: "403", message: "Public access is disabled. Please configure private endpoint." }, "network_denied"],
    [
      400,
      {
        code: "OperationNotSupported",
        message: "The chatCompletion operation does not work with the specified model.",
      },
      "operation_unsupported",
    ],
    [400, { message: "The requested operation is unsupported." }, "operation_unsupported"],
    [
      400,
      { code: "context_length_exceeded", message: "This model's maximum context length is 8192 tokens." },
      "invalid_request",
    ],
    [404, { code: "404", message: "Resource not found" }, "invalid_request"],
    [500, { code: "InternalServerError", message: "Oops" }, "unavailable"],
    [503, {}, "unavailable"],
  ])("reads %i %j as %s", async (status, error, code) => {
    expect(await explained(status, { error })).toMatchObject({ name: "AzureAIError", code, status });
  });

  it("names the deployment that does not exist", async () => {
    const body = {
      error: { code: "DeploymentNotFound", message: "The API deployment for this resource does not exist." },
    };
    const error = await explained(404, body);
    expect(error).toMatchObject({
      code: "deployment_not_found",
      deployment: "chat",
      message: expect.stringContaining('"chat"'),
    });
  });

  it("takes the wait out of the message where no header has it", async () => {
    const body = {
      error: { code: "429", message: "Requests have exceeded token rate limit. Please retry after 86400 seconds." },
    };
    const before = Date.now();
    const error = await explained(429, body);
    expect(AzureAIError.isInstance(error) && error.code === "quota_exceeded" && error.retryAt).toBeInstanceOf(Date);
    const wait = AzureAIError.isInstance(error) ? Number(error.retryAt) - before : 0;
    expect(Math.round(wait / 60_000)).toBe(1440);
  });

  it("gives no time to come back where the service gives none", async () => {
    const error = await explained(429, { error: { code: "429", message: "Too many." } });
    expect(error).toMatchObject({ code: "quota_exceeded" });
    expect(error).not.toHaveProperty("retryAt");
  });

  it.each([
    [
      {
        innererror: {
          code: "ResponsibleAIPolicyViolation",
          content_filter_result: {
            violence: { filtered: true, severity: "medium" },
            hate: { filtered: false, severity: "safe" },
          },
        },
      },
      [{ category: "violence", severity: "medium" }],
    ],
    [
      {
        inner_error: {
          code: "ResponsibleAIPolicyViolation",
          content_filter_results: { jailbreak: { filtered: true, detected: true } },
        },
      },
      [{ category: "jailbreak" }],
    ],
    [{}, []],
  ])("reads the content filter's findings out of %j", async (inner, filtered) => {
    const error = await explained(400, {
      error: { code: "content_filter", message: "The response was filtered.", param: "prompt", ...inner },
    });
    expect(error).toMatchObject({ code: "content_filter", filtered });
  });

  it("brings the credential's own error back out of the client's", async () => {
    const own = Object.assign(new Error("AADSTS7000222: expired"), { remedy: "Renew the secret." });
    const openai = new OpenAI(
      azureOpenAI({
        endpoint: "https://contoso.openai.azure.com",
        credential: { getToken: () => Promise.reject(own) },
      }),
    );
    expect(explain(await rejection(openai.chat.completions.create(hello)))).toBe(own);
  });

  it("leaves an abort and what is no error as they are", async () => {
    const openai = new OpenAI(
      azureOpenAI({ endpoint: "https://contoso.openai.azure.com", credential: fakeCredential() }),
    );
    const aborted = await rejection(openai.chat.completions.create(hello, { signal: AbortSignal.abort() }));
    expect(explain(aborted)).toBe(aborted);
    expect(explain("text")).toBe("text");
  });
});

describe("an AzureAIError", () => {
  it("is known across copies of the package, and nothing else is", () => {
    const error = new AzureAIError("unavailable", "Gone.", { remedy: "Wait." });
    expect(AzureAIError.isInstance(error)).toBe(true);
    expect(AzureAIError.isInstance(new Error("Gone."))).toBe(false);
    expect(AzureAIError.isInstance(null)).toBe(false);
  });

  it("shows no token, however it is printed", async () => {
    const error = await explained(401, { error: { code: "PermissionDenied", message: "No." } });
    const printed = [String(error), inspect(error, { depth: 9, showHidden: true }), JSON.stringify(error)].join("\n");
    expect(printed).toContain("role_missing");
    expect(printed).not.toContain("token-1");
  });
});
