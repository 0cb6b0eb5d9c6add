import type { Surface } from "../surface.ts";

/** Being built. */
export const openaiSurface: Surface = {
  name: "openai",
  owns: (hostname) => hostname.endsWith(".openai.azure.com"),
  handle: () => Response.json({ error: { code: "NotImplemented", message: "Not emulated." } }, { status: 501 }),
};
