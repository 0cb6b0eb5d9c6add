import * as oauth from "oauth4webapi";

import type { Registration } from "./registration.ts";

function bytesOf(pem: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(pem.replace(/-----[^-]+-----|\s/g, "")), (character) => character.charCodeAt(0));
}

function base64url(bytes: ArrayBuffer): string {
  const text = btoa(String.fromCharCode(...new Uint8Array(bytes)));
  return text.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

export async function readUser(app: Registration, userId: string): Promise<unknown> {
  const algorithm = { name: "RSA-PSS", hash: "SHA-256" };
  const key = await crypto.subtle.importKey("pkcs8", bytesOf(app.privateKey), algorithm, false, ["sign"]);
  const x5tS256 = base64url(await crypto.subtle.digest("SHA-256", bytesOf(app.certificate)));
  const authority = `https://login.microsoftonline.com/${app.tenantId}`;
  const tokenEndpoint = `${authority}/oauth2/v2.0/token`;
  const server: oauth.AuthorizationServer = { issuer: `${authority}/v2.0`, token_endpoint: tokenEndpoint };
  const client: oauth.Client = { client_id: app.clientId };
  const clientAuth = oauth.PrivateKeyJwt(key, {
    [oauth.modifyAssertion]: (header, payload) => {
      header["x5t#S256"] = x5tS256;
      payload["aud"] = tokenEndpoint;
    },
  });
  const parameters = { scope: "https://graph.microsoft.com/.default" };
  const answer = await oauth.clientCredentialsGrantRequest(server, client, clientAuth, parameters);
  const { access_token: token } = await oauth.processClientCredentialsResponse(server, client, answer);
  const headers = { authorization: `Bearer ${token}` };
  const response = await fetch(`https://graph.microsoft.com/v1.0/users/${userId}`, { headers });
  return response.json();
}
