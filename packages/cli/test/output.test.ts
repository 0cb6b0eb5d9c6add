import { describe, expect, it } from "vitest";

import { outputOf } from "../src/process-terminal.ts";
import type { StepEvent } from "../src/provision.ts";
import { failureOf } from "../src/output/failure.ts";
import { stepReporter } from "../src/output/steps.ts";

const events: readonly StepEvent[] = [
  { phase: "started", name: "application", index: 1, total: 9 },
  { phase: "progress", name: "application", detail: "waiting" },
  { phase: "done", name: "application", changed: true, detail: "created", milliseconds: 1234 },
  { phase: "started", name: "certificate", index: 2, total: 9 },
  { phase: "failed", name: "certificate", milliseconds: 40 },
];

function shown(isTTY: boolean, environment: Readonly<Record<string, string>>): string {
  let text = "";
  const report = stepReporter(outputOf({ isTTY, write: (part) => (text += part) }, environment));
  events.forEach(report);
  return text;
}

describe("steps on their way", () => {
  it("are one plain line each where lines cannot be rewritten", () => {
    expect(shown(false, {})).toBe("+ application          created  1.2 s\n✗ certificate          0.0 s\n");
  });

  it("rewrite one line on a person's terminal", () => {
    const text = shown(true, { NO_COLOR: "1" });
    expect(text).toContain("\r\u001B[2K… application          2/9");
    expect(text).toContain("\r\u001B[2K… application          waiting");
    expect(text).toContain("\r\u001B[2K+ application          created  1.2 s\n");
  });

  it("have colours on a terminal alone, and none where NO_COLOR is set or in CI's rewritten lines", () => {
    const color = "\u001B[33m";
    expect(shown(true, {})).toContain(color);
    expect(shown(true, { NO_COLOR: "1" })).not.toContain(color);
    expect(shown(true, { TERM: "dumb" })).not.toContain("\u001B");
    expect(shown(false, {})).not.toContain("\u001B");
    expect(shown(true, { CI: "true" })).not.toContain("\r");
  });
});

describe("a failure", () => {
  it("says the remedy once, though the message of other packages ends with it", () => {
    const error = Object.assign(new Error("Key Vault answered 403. Assign a role."), {
      code: "forbidden",
      remedy: "Assign a role.",
    });
    expect(failureOf(error)).toEqual({ code: "forbidden", what: "Key Vault answered 403.", fix: "Assign a role." });
  });

  it("gives the cause's words as the reason where the error has no reason of its own", () => {
    expect(failureOf(new Error("No token.", { cause: new Error("az is not signed in") }))).toEqual({
      code: "Error",
      what: "No token.",
      why: "az is not signed in",
    });
  });
});
