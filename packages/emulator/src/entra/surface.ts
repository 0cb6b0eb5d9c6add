import { Hono } from "hono";

import type { Surface } from "../surface.ts";
import type { Tenant } from "../tenant.ts";
import { entraJson, refusalResponse } from "./answer.ts";
import { answerAuthorize } from "./authorize.ts";
import { firstConfiguration, instanceMetadata, secondConfiguration } from "./discovery.ts";
import { entraHosts } from "./hosts.ts";
import { signingKey } from "./keys.ts";
import { malformedRequest } from "./refusals.ts";
import { checkTenantSegment } from "./tenant-segment.ts";
import { answerToken } from "./token-endpoint.ts";

const app = new Hono<{ Bindings: { tenant: Tenant } }>({ strict: false });

app.get("/common/discovery/instance", ({ env: { tenant }, req }) => {
  const endpoint = req.query("authorization_endpoint");
  const host = endpoint !== undefined && URL.canParse(endpoint) ? new URL(endpoint).hostname : "";
  const known = endpoint === undefined || entraHosts.has(host);
  if (known) return entraJson(tenant, req.raw, 200, instanceMetadata);
  return entraJson(tenant, req.raw, 400, {
    error: "invalid_instance",
    error_description: "AADSTS50049: Unknown or invalid instance.",
    error_codes: [50049],
  });
});

app.use("/:segment/*", async ({ env: { tenant }, req }, next) => {
  try {
    checkTenantSegment(tenant, req.param("segment"));
  } catch (error) {
    return refusalResponse(tenant, req.raw, error);
  }
  return next();
});

app.get("/:segment/v2.0/.well-known/openid-configuration", ({ env: { tenant }, req }) =>
  entraJson(tenant, req.raw, 200, secondConfiguration(tenant, req.param("segment"))),
);
app.get("/:segment/.well-known/openid-configuration", ({ env: { tenant }, req }) =>
  entraJson(tenant, req.raw, 200, firstConfiguration(tenant, req.param("segment"))),
);
for (const path of ["/:segment/discovery/v2.0/keys", "/:segment/discovery/keys"]) {
  app.get(path, async ({ env: { tenant }, req }) => {
    await signingKey(tenant.entra);
    const keys = tenant.entra.signingKeys.map((key) => key.jwk);
    return entraJson(tenant, req.raw, 200, { keys });
  });
}
app.on(["GET", "POST"], "/:segment/oauth2/v2.0/authorize", ({ env, req }) => answerAuthorize(env.tenant, req.raw));
app.post("/:segment/oauth2/v2.0/token", ({ env, req }) => answerToken(env.tenant, req.raw));
app.get("/:segment/oauth2/v2.0/token", ({ env, req }) => refusalResponse(env.tenant, req.raw, malformedRequest()));

app.notFound(({ env: { tenant }, req }) =>
  entraJson(tenant, req.raw, 501, {
    error: "not_emulated",
    error_description: `The emulator does not play ${req.method} ${req.path} of the sign-in service. A real tenant may answer.`,
  }),
);

app.onError((error) => {
  throw error;
});

/** The tenant's token service. */
export const entraSurface: Surface = {
  name: "entra",
  owns: (hostname) => entraHosts.has(hostname),
  handle: (request, tenant) => app.fetch(request, { tenant }),
};
