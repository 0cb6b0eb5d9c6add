/** Text that stays within its cell. */
function escape(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll(/\s+/g, " ");
}

/** A Markdown table whose columns are aligned, as the formatter would write it. */
export function table(heading: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [heading, ...rows].map((cells) => cells.map(escape));
  const widths = heading.map((_, column) => Math.max(3, ...lines.map((cells) => cells[column]?.length ?? 0)));
  const line = (cells: readonly string[], fill = " "): string =>
    `| ${widths.map((width, column) => (cells[column] ?? "").padEnd(width, fill)).join(" | ")} |`;
  const [first = [], ...rest] = lines;
  return [line(first), line([], "-"), ...rest.map((cells) => line(cells))].join("\n");
}

/** The rows of a table that {@link table} made, by their first cell. */
export function readTable(page: string): ReadonlyMap<string, readonly string[]> {
  const rows = [...page.matchAll(/^\| (`.*) \|$/gm)].map(([, line = ""]) => {
    const cells = line.split(/ +\| /).map((text) => text.trim().replaceAll("\\|", "|"));
    return [cells[0] ?? "", cells] as const;
  });
  return new Map(rows);
}
