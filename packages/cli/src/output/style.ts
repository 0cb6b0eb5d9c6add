import { styleText } from "node:util";

import type { Output } from "../terminal.ts";

/** Colours by meaning. */
const styles = { good: "green", changed: "yellow", bad: "red", quiet: "gray", strong: "bold" } as const;

/** The text in the style, where the stream takes colours. */
export function styled(output: Output, style: keyof typeof styles, text: string): string {
  return output.color ? styleText(styles[style], text, { validateStream: false }) : text;
}
