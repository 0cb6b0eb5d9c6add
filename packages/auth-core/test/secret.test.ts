import { Secret } from "@entrakit/auth-core";
import { inspect } from "node:util";
import { expect, test } from "vitest";

test("a secret shows itself only when asked to", () => {
  const secret = new Secret("hunter2");
  const shown = [
    [secret].join(),
    String(secret),
    JSON.stringify({ secret }),
    inspect(secret),
    inspect({ deep: { secret } }, { showHidden: true, depth: 9 }),
    Object.values(secret).join(""),
  ];
  for (const text of shown) expect(text).not.toContain("hunter2");
  expect(secret.reveal()).toBe("hunter2");
});
