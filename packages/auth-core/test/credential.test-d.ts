import type {
  AccessToken as AzureAccessToken,
  GetTokenOptions as AzureGetTokenOptions,
  TokenCredential as AzureTokenCredential,
} from "@azure/core-auth";
import type { AccessToken, GetTokenOptions, TokenCredential } from "@entrakit/auth-core";
import type { InteractiveCredential } from "@entrakit/auth-core/node";

/** Compiles only where a value of the first type may stand for one of the second. */
type Serves<From extends To, To> = From;

export type OurCredentialServesAzure = Serves<TokenCredential, AzureTokenCredential>;
export type AzureCredentialServesUs = Serves<AzureTokenCredential, TokenCredential>;
export type OurTokenServesAzure = Serves<AccessToken, AzureAccessToken>;
export type AzureTokenServesUs = Serves<AzureAccessToken, AccessToken>;
export type AzureOptionsServeUs = Serves<AzureGetTokenOptions, GetTokenOptions>;
export type OurOptionsServeAzure = Serves<GetTokenOptions, AzureGetTokenOptions>;
export type PlatformSignalServes = Serves<{ abortSignal: AbortSignal }, GetTokenOptions>;
export type InteractiveServesAzure = Serves<InteractiveCredential, AzureTokenCredential>;
