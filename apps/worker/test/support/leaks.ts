import type { Tenant } from "@entrakit/emulator";
import { expect } from "vitest";

/** Looks for everything secret that the tenant knows, and for anything that begins as a token does; a failure names the kind alone. */
export function expectNoSecretIn(tenant: Tenant, text: string): void {
  const found = [...tenant.secrets.entries].flatMap(([secret, kind]) =>
    secret.length >= 8 && text.includes(secret) ? [kind] : [],
  );
  expect(tenant.secrets.entries.size).toBeGreaterThan(0);
  expect(found).toEqual([]);
  expect(text).not.toMatch(/eyJ[\w-]{10}/);
}
