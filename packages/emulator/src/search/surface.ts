import type { Surface } from "../surface.ts";

/** Being built. */
export const searchSurface: Surface = {
  name: "search",
  owns: (hostname) => hostname.endsWith(".search.windows.net"),
  handle: () => Response.json({ error: { code: "NotImplemented", message: "Not emulated." } }, { status: 501 }),
};
