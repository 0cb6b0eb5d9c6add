import { execFile } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { beforeAll, describe, expect, it } from "vitest";

const fixtures = join(import.meta.dirname, "fixtures");
let said: readonly string[] = [];

/** The compiler's first line about each line of the fixture that it refuses. */
async function compile(): Promise<readonly string[]> {
  const compiler = join(dirname(createRequire(import.meta.url).resolve("typescript/package.json")), "bin", "tsc");
  const run = promisify(execFile)(process.execPath, [compiler, "-p", fixtures, "--pretty", "false"]);
  const output = await run.then(
    ({ stdout }) => stdout,
    ({ stdout }: { stdout: string }) => stdout,
  );
  return output.split(/\r?\n/).filter((line) => line.includes("uncovered.mts("));
}

beforeAll(async () => {
  said = await compile();
}, 30_000);

describe("a call that does not compile", () => {
  it("is refused once a line, and nothing else is", () => {
    expect(said.map((line) => Number(/\((\d+),/.exec(line)?.[1]))).toEqual([
      10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 21,
    ]);
  });

  it.each([
    [10, '"/drives/{driveId}/root" & MissingPermission<"application", "Files.Read.All" | "Files.ReadWrite.All" |'],
    [11, 'MissingPermission<"application", "Sites.Read.All" | "Sites.ReadWrite.All">'],
    [12, 'NoPermissionOfKind<"application">'],
    [13, 'MissingPermission<"delegated", "Mail.Read" | "Mail.ReadBasic" | "Mail.ReadWrite">'],
    [14, 'MissingPermission<"application", "Mail.Send">'],
    [15, 'MissingPermissions<"application", readonly ["AppRoleAssignment.ReadWrite.All", "Application.Read.All"] |'],
    [16, 'MissingParameters<"userId">'],
    [17, "'id' does not exist in type '{ readonly userId: string | number; }'"],
    [18, `Did you mean '"displayName"'?`],
    [21, `Did you mean '"Calendars.Read"'?`],
  ])("line %d says what is missing", (line, words) => {
    expect(said.find((one) => one.includes(`(${line},`))).toContain(words);
  });
});
