import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, expect, it } from "vitest";

import type { DesiredState } from "../src/desired-state.ts";
import { manifestFile } from "../src/steps/manifest-file.ts";
import { checkDesiredState } from "../src/validate.ts";
import { desired } from "./desired-state.ts";
import { applied, contextOf } from "./step-context.ts";

let directory = "";
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "entrakit-"));
});
afterEach(() => rm(directory, { recursive: true }));

async function write(permissions: DesiredState["permissions"], name: string): Promise<boolean> {
  const target = checkDesiredState({ ...desired, permissions, manifestFile: join(directory, "new", name) });
  return (await applied(await manifestFile(contextOf({ target })))).changed;
}

it("the manifest file has the same bytes for the same permissions, in whatever order they are named", async () => {
  await write(
    { application: { graph: ["User.Read.All", "Mail.Read"] }, delegated: { graph: ["User.Read"] } },
    "a.json",
  );
  await write(
    { delegated: { graph: ["User.Read"] }, application: { graph: ["Mail.Read", "User.Read.All"] } },
    "b.json",
  );
  const text = await readFile(join(directory, "new", "a.json"), "utf8");
  expect(await readFile(join(directory, "new", "b.json"), "utf8")).toBe(text);
  expect(text.endsWith("]\n")).toBe(true);
});

it("the manifest file is written when its permissions change, and not otherwise", async () => {
  expect(await write({ application: { graph: ["Mail.Read"] } }, "a.json")).toBe(true);
  expect(await write({ application: { graph: ["Mail.Read"] } }, "a.json")).toBe(false);
  expect(await write({ application: { graph: ["User.Read.All"] } }, "a.json")).toBe(true);
});
