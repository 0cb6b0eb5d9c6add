import type { Surface } from "../surface.ts";

/** Azure Key Vault's data plane. */
export const vaultSurface: Surface = {
  name: "vault",
  owns: (hostname) => hostname.endsWith(".vault.azure.net"),
  handle: () => Response.json({ error: { code: "NotImplemented", message: "Not there yet." } }, { status: 501 }),
};
