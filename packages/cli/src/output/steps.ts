import type { StepEvent } from "../provision.ts";
import type { Output } from "../terminal.ts";
import { styled } from "./style.ts";

const nameWidth = "resolve permissions".length;

/**
 * Shows how steps are going: on a terminal the running step is one line that is rewritten, elsewhere each step is one
 * line when it ends. `+` stands for a change, `=` for none.
 */
export function stepReporter(output: Output): (event: StepEvent) => void {
  const running = (text: string): void => {
    if (output.live) output.write(`\r\u001B[2K${styled(output, "quiet", text)}`);
  };
  const end = (text: string): void => output.write(`${output.live ? "\r\u001B[2K" : ""}${text}\n`);
  return (event) => {
    const name = event.name.padEnd(nameWidth);
    switch (event.phase) {
      case "started":
        return running(`… ${name}  ${event.index + 1}/${event.total}`);
      case "progress":
        return running(`… ${name}  ${event.detail}`);
      case "failed":
        return end(`${styled(output, "bad", "✗")} ${name}  ${styled(output, "quiet", seconds(event.milliseconds))}`);
      case "done":
        return end(
          `${event.changed ? styled(output, "changed", "+") : styled(output, "quiet", "=")} ${name}  ${event.detail}  ${styled(output, "quiet", seconds(event.milliseconds))}`,
        );
    }
  };
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}
