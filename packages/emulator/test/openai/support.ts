import { resourcesOf } from "../../src/arm/seed.ts";
import type { Tenant } from "../../src/index.ts";
import { type Answer, type Body, appToken, assignRole, newTenant, partOf, send, textOf } from "../calls.ts";

export const audience = "https://cognitiveservices.azure.com";

/** A tenant whose application may use the models, and its token. */
export async function newAccount(
  role: string | null = "Cognitive Services OpenAI User",
): Promise<{ tenant: Tenant; token: string; endpoint: string }> {
  const tenant = newTenant();
  const { openaiEndpoint, openaiId } = resourcesOf(tenant);
  if (role !== null) assignRole(tenant, openaiId, role);
  return { tenant, token: await appToken(tenant, [], audience), endpoint: openaiEndpoint };
}

export async function post(tenant: Tenant, url: string, token: string, body: object): Promise<Answer> {
  return send(tenant, "POST", url, { authorization: `Bearer ${token}` }, body);
}

/** The data of each event of a stream, parsed. */
export function eventsOf(text: string): Body[] {
  return text
    .split("\n\n")
    .map((event) => /^data: (.*)$/m.exec(event)?.[1] ?? "")
    .filter((data) => data !== "" && data !== "[DONE]")
    .map((data) => {
      const parsed: unknown = JSON.parse(data);
      return typeof parsed === "object" ? { ...parsed } : {};
    });
}

export function firstOf(body: Body, name: string): Body {
  const list = body[name];
  if (!Array.isArray(list)) throw new TypeError(`no list '${name}': ${JSON.stringify(body)}`);
  return partOf({ first: list[0] }, "first");
}

/** The text of a chat answer. */
export function contentOf(answer: Answer): string {
  return textOf(partOf(firstOf(answer.body, "choices"), "message"), "content");
}
