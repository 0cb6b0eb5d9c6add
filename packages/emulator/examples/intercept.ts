import { createTenant, provisionerOf } from "@entrakit/emulator";
import { intercept } from "@entrakit/emulator/msw";

/** Asks Microsoft Graph for the people of a tenant that exists in memory; the host names are Microsoft's own. */
export async function listPeople(): Promise<string[]> {
  const tenant = createTenant({ seed: "example", users: 3 });
  using _ = intercept(tenant);
  const { clientId, clientSecret } = provisionerOf(tenant);

  const answer = await fetch(`https://login.microsoftonline.com/${tenant.tenantId}/oauth2/v2.0/token`, {
    method: "POST",
    body: new URLSearchParams({
      grant_type: "client_credentials",
      client_id: clientId,
      client_secret: clientSecret,
      scope: "https://graph.microsoft.com/.default",
    }),
  });
  const token: { access_token: string } = await answer.json();

  const users = await fetch("https://graph.microsoft.com/v1.0/users?$select=displayName", {
    headers: { authorization: `Bearer ${token.access_token}` },
  });
  const page: { value: { displayName: string }[] } = await users.json();
  return page.value.map(({ displayName }) => displayName);
}
