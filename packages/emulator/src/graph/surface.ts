import type { Surface } from "../surface.ts";

/** Being built. */
export const graphSurface: Surface = {
  name: "graph",
  owns: (hostname) => hostname === "graph.microsoft.com",
  handle: () => Response.json({ error: { code: "NotImplemented", message: "Not emulated." } }, { status: 501 }),
};
