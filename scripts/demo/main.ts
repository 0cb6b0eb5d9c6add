/** The main job: the whole story once, on one machine, against the emulated tenant. `npm start` runs it. */
import { type DemoOptions, readOptions, usage } from "./options.ts";
import { createReport } from "./report.ts";

function optionsOf(arguments_: readonly string[]): DemoOptions | undefined {
  try {
    return readOptions(arguments_);
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
    process.exitCode = 1;
    return undefined;
  }
}

async function main(): Promise<void> {
  const options = optionsOf(process.argv.slice(2));
  if (options === undefined) return;
  if (options.help) {
    console.log(usage);
    return;
  }
  const report = createReport(options.mode);
  const again = /^[\w.-]+$/.test(options.seed) ? options.seed : `"${options.seed}"`;
  report.line(`entrakit: the main job, seed ${options.seed} (repeat it with: npm start -- --seed ${again})`);
  // Loaded now: the packages take a second, and a mistyped option need not wait for them.
  const { runAll } = await import("./run.ts");
  await runAll(options, report);
}

await main();
