import { stripVTControlCharacters, styleText } from "node:util";

import type { StageResult } from "./stage.ts";

/** How the main job shows itself. Everything that is printed is kept, for the leak scan. */
export interface Report {
  begin(title: string): void;
  progress(note: string): void;
  end(result: StageResult): void;
  line(text: string): void;
  /** Ends the run; in JSON mode this is the only thing on standard output. */
  finish(summary: Readonly<Record<string, unknown>>): void;
  readonly transcript: readonly string[];
}

type Color = "green" | "red" | "dim" | "bold";

const marks = { true: "✓", false: "✗" } as const;

/** A line that rewrites itself on a terminal, plain lines elsewhere, one object on standard output for machines. */
export function createReport(mode: "terminal" | "plain" | "json"): Report {
  const transcript: string[] = [];
  const output = mode === "json" ? process.stderr : process.stdout;
  const color = (name: Color, text: string): string => styleText(name, text, { stream: output });
  let current = "";
  // Whoever reads the output may stop reading, as `head` does.
  output.on("error", () => process.exit(0));

  const print = (text: string): void => {
    transcript.push(stripVTControlCharacters(text));
    output.write(`${text}\n`);
  };
  const live = (note: string): void => {
    transcript.push(note);
    if (mode !== "terminal") return;
    const width = Math.max(20, (process.stdout.columns ?? 80) - 1);
    output.write(`\r\u001b[2K${`· ${current}${note === "" ? "" : ` — ${note}`}`.slice(0, width)}`);
  };
  const clearLive = (): void => {
    if (mode === "terminal") output.write("\r\u001b[2K");
  };

  return {
    transcript,
    begin(title) {
      current = title;
      live("");
    },
    progress: live,
    end(result) {
      clearLive();
      const time = `${(result.milliseconds / 1000).toFixed(1)} s`.padStart(7);
      const mark = color(result.ok ? "green" : "red", marks[`${result.ok}`]);
      print(`${mark} ${result.title.padEnd(28)} ${color("dim", time)}  ${result.proved ?? result.error ?? ""}`);
      if (result.remedy !== undefined) print(`  ${color("bold", "what to do:")} ${result.remedy}`);
    },
    line: (text) => {
      clearLive();
      print(text);
    },
    finish(summary) {
      if (mode !== "json") return;
      const text = JSON.stringify(summary, null, 2);
      transcript.push(text);
      process.stdout.write(`${text}\n`);
    },
  };
}
