/**
 * Copies regions of compiled and executed example files into Markdown.
 *
 * A fence such as ```` ```ts source="examples/app-only.ts#first-token" ```` holds the lines between `// #region first-token`
 * and `// #endregion` of that file, relative to the Markdown file. `--check` changes nothing and fails on a difference.
 */
import { globSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

const root = join(import.meta.dirname, "..");
const fence = /^```(\w+) source="([^"#]+)#([\w-]+)"\n([\s\S]*?)^```$/gm;

function region(path: string, name: string): string {
  const lines = readFileSync(path, "utf8").split("\n");
  const start = lines.findIndex((line) => line.trim() === `// #region ${name}`);
  const length = lines.slice(start + 1).findIndex((line) => line.trim().startsWith("// #endregion"));
  if (start < 0 || length < 0) throw new Error(`${path} has no region "${name}"`);
  const body = lines.slice(start + 1, start + 1 + length);
  const indents = body.filter((line) => line.trim() !== "").map((line) => line.length - line.trimStart().length);
  const indent = Math.min(...indents);
  return body.map((line) => line.slice(indent)).join("\n");
}

function refresh(path: string): { before: string; after: string; count: number } {
  const before = readFileSync(path, "utf8");
  let count = 0;
  const after = before.replace(fence, (_whole, language: string, source: string, name: string) => {
    count += 1;
    const code = region(join(dirname(path), source), name);
    return `\`\`\`${language} source="${source}#${name}"\n${code}\n\`\`\``;
  });
  return { before, after, count };
}

const check = process.argv.includes("--check");
const documents = globSync(["*.md", "docs/**/*.md", "packages/*/*.md", "apps/*/*.md"], { cwd: root });
let total = 0;
const stale: string[] = [];
for (const document of documents) {
  const path = join(root, document);
  const { before, after, count } = refresh(path);
  total += count;
  if (before === after) continue;
  stale.push(document);
  if (!check) writeFileSync(path, after);
}
if (total === 0) throw new Error("no snippet was found: the fences' form has changed, or the search has");
console.log(`${total} snippets in ${documents.length} documents; ${stale.length} ${check ? "differ" : "refreshed"}`);
if (check && stale.length > 0) {
  console.log(`${stale.join("\n")}\nRun: node scripts/snippets.ts`);
  process.exitCode = 1;
}
