import { removeOnSignal } from "./remove-on-signal.ts";
import { keepRunning } from "./keep.ts";
import { closingStages } from "./closing.ts";
import type { DemoOptions } from "./options.ts";
import type { Report } from "./report.ts";
import type { Stage, StageResult } from "./stage.ts";
import { stages } from "./stages/index.ts";
import { type World, closeWorld, openWorld } from "./world.ts";

async function runStage(stage: Stage, world: World, report: Report): Promise<StageResult> {
  report.begin(stage.title);
  const started = performance.now();
  const base = (): Pick<StageResult, "id" | "title" | "milliseconds"> => ({
    id: stage.id,
    title: stage.title,
    milliseconds: Math.round(performance.now() - started),
  });
  try {
    const proof = await stage.run(world, (note) => report.progress(note));
    return { ...base(), ok: true, proved: proof.proved, facts: proof.facts };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { ...base(), ok: false, error: message, remedy: stage.remedy };
  }
}

/** Each stage needs what the ones before it made, so the first failure ends them; what closes the run is done all the same. */
async function runStages(world: World, report: Report): Promise<StageResult[]> {
  const results: StageResult[] = [];
  const run = async (stage: Stage): Promise<boolean> => {
    const result = await runStage(stage, world, report);
    report.end(result);
    results.push(result);
    return result.ok;
  };
  for (const stage of stages) {
    if (!(await run(stage))) break;
  }
  for (const stage of closingStages(report.transcript, results)) await run(stage);
  return results;
}

const closingCount = closingStages([], []).length;

/** A tenant that cannot be made is the first stage's failure. */
function failedStart(error: unknown): StageResult {
  const [first] = stages;
  return {
    id: "tenant",
    title: first?.title ?? "",
    ok: false,
    milliseconds: Math.round(performance.now()),
    error: error instanceof Error ? error.message : String(error),
    ...(first === undefined ? {} : { remedy: first.remedy }),
  };
}

function conclude(results: readonly StageResult[], seed: string, report: Report): boolean {
  const ok = results.every((result) => result.ok);
  const passed = results.filter((result) => result.ok).length;
  const seconds = (performance.now() / 1000).toFixed(1);
  report.line(`${passed} of ${stages.length + closingCount} stages passed in ${seconds} s, without an Azure account`);
  report.finish({ seed, ok, stages: results });
  process.exitCode = ok ? 0 : 1;
  return ok;
}

/** Runs every stage and the leak scan, and sets the exit code. */
export async function runAll(options: DemoOptions, report: Report): Promise<void> {
  let world: World;
  try {
    world = await openWorld(options.seed);
  } catch (error) {
    const failed = failedStart(error);
    report.end(failed);
    conclude([failed], options.seed, report);
    return;
  }
  removeOnSignal(world, report);
  try {
    const results = await runStages(world, report);
    const ok = conclude(results, options.seed, report);
    if (ok && options.keep) await keepRunning(world, report);
  } finally {
    await closeWorld(world);
  }
}
