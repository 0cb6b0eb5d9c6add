// Routes of a Worker that want a token of Microsoft Entra.
// #region guarded-routes
import { entraBearer, type EntraVariables } from "@entrakit/edge-fetch/hono";
import { Hono } from "hono";

interface Bindings {
  readonly AZURE_TENANT_ID: string;
  readonly AZURE_CLIENT_ID: string;
}

export const app: Hono<{ Bindings: Bindings; Variables: EntraVariables }> = new Hono();

app.use(
  entraBearer((bindings: Bindings) => ({
    tenantId: bindings.AZURE_TENANT_ID,
    audience: bindings.AZURE_CLIENT_ID,
    roles: ["Orders.Read"],
  })),
);
app.get("/orders", (context) => context.json({ readBy: context.get("entra").clientId }));
// #endregion
