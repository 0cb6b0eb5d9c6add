import { appOnly, ClientCertificate, ClientSecret, webCryptoSigner } from "@entrakit/auth-core";
import { customFetch, type Fetch, timeOf, timeSource } from "@entrakit/auth-core/transport";
import { createTenant, provisionerOf } from "@entrakit/emulator";

import type { EmulatedTenant } from "../../emulated/tenant.ts";

/** A token that was right two hours ago: for this app, with the role. */
export async function expiredToken({ tenant, clientId, given }: EmulatedTenant): Promise<string> {
  const { jwk, "x5t#S256": x5tS256 }: { jwk: JsonWebKey; "x5t#S256": string } = JSON.parse(given.certificate);
  const clientAuth = ClientCertificate(await webCryptoSigner({ privateKey: jwk, certificate: { x5tS256 } }));
  const twoHours = 7_200_000;
  tenant.clock.advance(-twoHours);
  try {
    const credential = appOnly({
      tenantId: tenant.tenantId,
      clientId,
      clientAuth,
      [timeSource]: { ...timeOf({}), now: () => tenant.clock.now() },
    });
    return (await credential.getToken(`api://${clientId}/.default`)).token;
  } finally {
    tenant.clock.advance(twoHours);
  }
}

/** A token of another tenant. */
export async function foreignToken(): Promise<string> {
  const tenant = createTenant({ users: 1 });
  const { clientId, clientSecret } = provisionerOf(tenant);
  const fetch: Fetch = (input, init) => tenant.fetch(new Request(input, init));
  const credential = appOnly({
    tenantId: tenant.tenantId,
    clientId,
    clientAuth: ClientSecret(clientSecret),
    [customFetch]: fetch,
  });
  return (await credential.getToken("https://graph.microsoft.com/.default")).token;
}

/** The token with another signature of the same length. */
export function forged(token: string): string {
  const [header, payload, signature = ""] = token.split(".");
  return [header, payload, signature.split("").toReversed().join("")].join(".");
}
