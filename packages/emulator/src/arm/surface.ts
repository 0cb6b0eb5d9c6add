import type { Surface } from "../surface.ts";

/** Azure Resource Manager. */
export const armSurface: Surface = {
  name: "arm",
  owns: (hostname) => hostname === "management.azure.com",
  handle: () => Response.json({ error: { code: "NotImplemented", message: "Not there yet." } }, { status: 501 }),
};
