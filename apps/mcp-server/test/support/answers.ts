import type { CallToolResult } from "@modelcontextprotocol/client";
import type { Tenant } from "@entrakit/emulator";
import { expect } from "vitest";

/** The text of a tool's answer. */
export function textOf({ content }: Pick<CallToolResult, "content">): string {
  return content.map((part) => (part.type === "text" ? part.text : "")).join("\n");
}

/** Looks for everything secret that the tenant knows; a failure names the kind alone. */
export function expectNoSecretIn(tenant: Tenant, text: string): void {
  const found = [...tenant.secrets.entries].flatMap(([secret, kind]) =>
    secret.length >= 8 && text.includes(secret) ? [kind] : [],
  );
  expect(tenant.secrets.entries.size).toBeGreaterThan(0);
  expect(found).toEqual([]);
}
