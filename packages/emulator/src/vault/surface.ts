import { base64url } from "jose";

import { authenticate } from "../entra/authenticate.ts";
import type { Authentication } from "../entra/claims.ts";
import type { Surface } from "../surface.ts";
import type { Tenant } from "../tenant.ts";
import { type AnswerContext, type Reply, VaultError, errorReply, respond } from "./answer.ts";
import { readApiVersion } from "./api-version.ts";
import { match } from "./routes.ts";
import type { Vault } from "./state.ts";

const audience = "https://vault.azure.net";
const domain = ".vault.azure.net";

type Failure = Extract<Authentication, { ok: false }>;

/** The audience of a token whose signature was found good. */
function audienceOf(request: Request): string {
  const payload = request.headers.get("authorization")?.split(".")[1] ?? "";
  const claims: unknown = JSON.parse(new TextDecoder().decode(base64url.decode(payload)));
  return typeof claims === "object" && claims !== null && "aud" in claims ? String(claims.aud) : "";
}

function words(failure: Failure, request: Request): string {
  switch (failure.reason) {
    case "missing":
      return "AKV10000: Request is missing a Bearer, PoP, or MTLS_POP token.";
    case "audience":
      return `AKV10022: Invalid audience. Expected ${audience}, found: ${audienceOf(request)}.`;
    case "expired":
      return "[TokenExpired] Error validating token: 'S2S12086'.";
    case "signature":
      return "AKV10046: Unable to resolve the key used for signature validation.";
    case "malformed":
      return "[BearerReadAccessTokenFailed] Error validating token: 'S2S12005'.";
  }
}

/** 401 with the challenge that tells clients where to get a token, and for what. */
function challenge(tenant: Tenant, failure: Failure, request: Request): VaultError {
  const authority = `https://login.microsoftonline.com/${tenant.tenantId}`;
  const headers = { "www-authenticate": `Bearer authorization="${authority}", resource="${audience}"` };
  return new VaultError(401, "Unauthorized", words(failure, request), { headers });
}

async function answer(tenant: Tenant, vault: Vault, request: Request, context: AnswerContext): Promise<Reply> {
  const authentication = await authenticate(tenant, request, [audience, `${audience}/`]);
  if (!authentication.ok) throw challenge(tenant, authentication, request);
  const url = new URL(request.url);
  const apiVersion = readApiVersion(url);
  const { handle, params } = match(request.method, url.pathname);
  const baseUrl = `https://${vault.name.toLowerCase()}${domain}`;
  return handle({ tenant, vault, claims: authentication.claims, request, url, apiVersion, baseUrl, context, params });
}

/** Azure Key Vault's data plane: the vaults that Resource Manager holds. */
export const vaultSurface: Surface = {
  name: "vault",
  owns: (hostname) => hostname.endsWith(domain),
  async handle(request, tenant) {
    const name = new URL(request.url).hostname.slice(0, -domain.length).toLowerCase();
    const vault = tenant.vaults.vaults.get(name);
    const context: AnswerContext = {
      region: vault?.location ?? "none",
      clientRequestId: request.headers.get("x-ms-client-request-id"),
      rbacAssignmentId: undefined,
    };
    try {
      if (vault === undefined) {
        throw new VaultError(
          404,
          "VaultNotFound",
          `The tenant has no vault named ${name}. At Azure its host name would not resolve.`,
        );
      }
      return respond(await answer(tenant, vault, request, context), context);
    } catch (error) {
      if (error instanceof VaultError) return respond(errorReply(error), context);
      throw error;
    }
  },
};
