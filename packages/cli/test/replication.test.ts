import type { TimeSource } from "@entrakit/auth-core/transport";
import { describe, expect, it } from "vitest";

import { untilReplicated } from "../src/replication.ts";
import { refused } from "./step-context.ts";

/** Fails a number of times, then works; counts the waits. */
function lagging(failures: number, error: Error) {
  const waits: number[] = [];
  let calls = 0;
  let now = 0;
  const time: TimeSource = {
    now: () => now,
    random: () => 0,
    setTimer(milliseconds, callback) {
      waits.push(milliseconds);
      now += milliseconds;
      queueMicrotask(callback);
      return () => undefined;
    },
  };
  const result = untilReplicated(
    async () => {
      calls += 1;
      if (calls <= failures) throw error;
      return "seen";
    },
    { time, progress: () => undefined },
  );
  return { result, waits };
}

describe("waiting for the directory", () => {
  it.each([
    ["404", refused(404)],
    ["the principal that Azure does not know yet", refused(400, "refused", "PrincipalNotFound")],
    [
      "the application that does not exist yet",
      refused(400, "The appId 'x' of the service principal does not reference a valid application object."),
    ],
  ])("repeats after %s, each time later", async (_name, error) => {
    const { result, waits } = lagging(3, error);
    expect(await result).toBe("seen");
    expect(waits).toEqual([500, 1000, 2000]);
  });

  it.each([
    ["403", refused(403)],
    ["400 for any other reason", refused(400, "Property displayName is too long.")],
  ])("does not repeat after %s", async (_name, error) => {
    const { result, waits } = lagging(1, error);
    await expect(result).rejects.toBe(error);
    expect(waits).toEqual([]);
  });

  it("gives up after about a minute with the service's own error", async () => {
    const error = refused(404);
    const { result, waits } = lagging(100, error);
    await expect(result).rejects.toBe(error);
    expect(waits.reduce((sum, wait) => sum + wait, 0)).toBe(62_000);
  });
});
