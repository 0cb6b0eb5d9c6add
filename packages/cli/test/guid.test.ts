import { expect, it } from "vitest";

import { deterministicGuid, isGuid } from "../src/guid.ts";

it("a deterministic GUID is a version 5 UUID that only its parts decide", () => {
  const guid = deterministicGuid("scope", "principal", "role");
  expect(guid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(deterministicGuid("scope", "principal", "role")).toBe(guid);
  expect(deterministicGuid("scope", "role", "principal")).not.toBe(guid);
  expect(isGuid(guid)).toBe(true);
});
