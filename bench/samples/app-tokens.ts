import { createHash } from "node:crypto";

import { app, createRegistration } from "../harness/registration.ts";

/** How the app proves itself. */
export type Proof = "secret" | "certificate";

/** Gets the app's token for Graph, from the cache where there is one. */
export type GetToken = () => Promise<unknown>;

const scope = "https://graph.microsoft.com/.default";
const clientSecret = "a-secret-of-the-bench-alone";

async function entrakit(proof: Proof): Promise<GetToken> {
  const { appOnly, ClientCertificate, ClientSecret, webCryptoSigner } = await import("@entrakit/auth-core");
  const clientAuth =
    proof === "secret" ? ClientSecret(clientSecret) : ClientCertificate(await webCryptoSigner(createRegistration()));
  const credential = appOnly({ ...app, clientAuth });
  return () => credential.getToken(scope);
}

async function msalNode(proof: Proof): Promise<GetToken> {
  const { ConfidentialClientApplication } = await import("@azure/msal-node");
  const authority = `https://login.microsoftonline.com/${app.tenantId}`;
  const own = proof === "secret" ? { clientSecret } : { clientCertificate: msalCertificate() };
  const application = new ConfidentialClientApplication({ auth: { clientId: app.clientId, authority, ...own } });
  const scopes = [scope];
  return () => application.acquireTokenByClientCredential({ scopes });
}

function msalCertificate(): { readonly privateKey: string; readonly thumbprintSha256: string } {
  const { privateKey, certificate } = createRegistration();
  const der = Buffer.from(certificate.replace(/-----[^-]+-----|\s/g, ""), "base64");
  return { privateKey, thumbprintSha256: createHash("sha256").update(der).digest("hex") };
}

/** The floor: one look-up and one look at the clock in an async function. */
async function bareMap(): Promise<GetToken> {
  const tokens = new Map<string, { readonly token: string; readonly usableUntil: number }>();
  return async () => {
    const kept = tokens.get(scope);
    if (kept !== undefined && Date.now() < kept.usableUntil) return kept;
    const asked = { token: "x".repeat(2014), usableUntil: Date.now() + 3_599_000 };
    tokens.set(scope, asked);
    return asked;
  };
}

/** Who gives the tokens. */
const tokenSources: Readonly<Record<string, (proof: Proof) => Promise<GetToken>>> = {
  entrakit,
  "msal-node": msalNode,
  Map: bareMap,
};

/** The token source of a name, ready to ask. */
export async function tokenSource(name: string | undefined, proof: Proof): Promise<GetToken> {
  const create = tokenSources[name ?? ""];
  if (create === undefined) throw new Error(`no token source is called ${name}`);
  return create(proof);
}
