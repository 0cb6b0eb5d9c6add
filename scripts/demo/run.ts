import { removeOnSignal } from "./remove-on-signal.ts";
import { keepRunning } from "./keep.ts";
import { findLeaks } from "./leak-scan.ts";
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

/** Each stage needs what the ones before it made, so the first failure ends the run. */
async function runStages(world: World, report: Report): Promise<StageResult[]> {
  const results: StageResult[] = [];
  for (const stage of stages) {
    const result = await runStage(stage, world, report);
    report.end(result);
    results.push(result);
    if (!result.ok) break;
  }
  return results;
}

function countByKind(kinds: Iterable<string>): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const kind of kinds) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}

function scanForLeaks(world: World, report: Report): StageResult {
  const started = performance.now();
  const texts = new Map([["transcript", report.transcript.join("\n")], ...world.logs]);
  const leaks = findLeaks(world.tenant.secrets.entries, texts);
  const places = [...new Set(leaks.map((leak) => `${leak.kind} (${leak.form}) in ${leak.place}`))];
  const scanned = `${world.tenant.secrets.entries.size} secrets looked for in ${texts.size} texts`;
  return {
    id: "leaks",
    title: "Leak scan",
    ok: leaks.length === 0,
    milliseconds: Math.round(performance.now() - started),
    facts: { secrets: countByKind(world.tenant.secrets.entries.values()), texts: [...texts.keys()], leaks },
    ...(leaks.length === 0
      ? { proved: `${scanned}: 0 hits` }
      : {
          error: `${scanned}: ${places.join("; ")}`,
          remedy: "Find what printed it, and pass the value in a wrapper.",
        }),
  };
}

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
  report.line(`${passed} of ${stages.length + 1} stages passed in ${seconds} s, without an Azure account`);
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
    const scan = scanForLeaks(world, report);
    report.end(scan);
    const ok = conclude([...results, scan], options.seed, report);
    if (ok && options.keep) await keepRunning(world, report);
  } finally {
    await closeWorld(world);
  }
}
