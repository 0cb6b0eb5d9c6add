import { customFetch } from "@entrakit/auth-core";
import { interactive, type InteractiveOptions } from "@entrakit/auth-core/node";

import { clientId, tenantId, tokenResponse } from "./entra.ts";
import { fakeFetch, type Seen } from "./fake-fetch.ts";

export const mail = "https://graph.microsoft.com/Mail.Read";

function idToken(nonce: string): string {
  const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");
  const now = Math.floor(Date.now() / 1000);
  const claims = {
    iss: `https://login.microsoftonline.com/${tenantId}/v2.0`,
    aud: clientId,
    iat: now,
    exp: now + 3600,
    sub: "s",
    tid: tenantId,
  };
  const user = { oid: "0b7c1d2e-3f4a-4b5c-8d6e-7f8091a2b3c4", preferred_username: "adele@contoso.com", nonce };
  return `${encode({ alg: "RS256" })}.${encode({ ...claims, ...user })}.c2ln`;
}

/** A person, a browser and Entra: the browser goes where it is sent and comes back at once. */
export function createWorld() {
  const world = { prompts: 0, nonce: "", code: 0, page: "", status: 0 };
  const answer = ({ form }: Seen): Response => {
    const byCode = form.get("grant_type") === "authorization_code";
    const kind = byCode ? "code" : "refresh";
    return tokenResponse(`by-${kind}`, {
      refresh_token: `${kind}-refresh`,
      ...(byCode ? { id_token: idToken(world.nonce) } : {}),
    });
  };
  const { fetch, seen } = fakeFetch(answer);
  const browse = async (url: string, change: (answer: URLSearchParams) => void = () => {}): Promise<void> => {
    world.prompts += 1;
    const { searchParams } = new URL(url);
    world.nonce = searchParams.get("nonce") ?? "";
    const parameters = new URLSearchParams({ code: "c0de", state: searchParams.get("state") ?? "" });
    change(parameters);
    const redirect = searchParams.get("redirect_uri") ?? "";
    const posts = searchParams.get("response_mode") === "form_post";
    const response = await globalThis.fetch(
      posts ? redirect : `${redirect}/?${parameters}`,
      posts ? { method: "POST", body: parameters } : {},
    );
    Object.assign(world, { page: await response.text(), status: response.status });
  };
  const make = (options: Partial<InteractiveOptions> = {}) =>
    interactive({ tenantId, clientId, openBrowser: (url) => void browse(url), [customFetch]: fetch, ...options });
  return { world, seen, browse, make, fetch };
}
