import { explain } from "./aadsts/explain.ts";

export type { AadstsEntry, AadstsRetry } from "./aadsts/entry.ts";
export { aadstsCatalogue } from "./aadsts/explain.ts";
export { explain };

// Whoever imports the catalogue wants its words in errors too: `EntraError.remedy` looks here. A property of the global object
// and no import, so that a program which never imports the catalogue does not carry it.
Reflect.set(globalThis, Symbol.for("entrakit.aadsts"), (code: number): string | undefined => explain(code)?.fix);
