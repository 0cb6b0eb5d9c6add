export { appOnly, type AppOnlyOptions } from "./app-only.ts";
export type { AppIdentity, AuthorityOptions } from "./app-identity.ts";
export {
  type Account,
  type AuthorizationCodeOptions,
  type AuthorizationRequest,
  type AuthorizationTransaction,
  authorizationUrl,
  redeemCode,
  type SignIn,
} from "./authorization-code.ts";
export {
  type ClientAuth,
  type ClientAuthRequest,
  ClientCertificate,
  ClientSecret,
  FederatedAssertion,
} from "./client-auth.ts";
export {
  ConfigurationError,
  type ConfigurationErrorCode,
  type ConfigurationErrorDetails,
} from "./configuration-error.ts";
export type { AbortSignalLike, AccessToken, Credential, GetTokenOptions, TokenCredential } from "./credential.ts";
export { EntraError, type EntraErrorCode, type EntraErrorDetails } from "./entra-error.ts";
export { parsePem, type PemBlock } from "./pem.ts";
export { refreshToken, type RefreshTokenOptions } from "./refresh-token.ts";
export { Secret } from "./secret.ts";
export type { AssertionSigner } from "./signer.ts";
export { createTokenCache, type TokenCache, type TokenCacheOptions, type TokenLookUp } from "./token-cache.ts";
export { customFetch, type Fetch, trustedOrigins } from "./transport/fetch.ts";
export { thumbprintS256, webCryptoSigner, type WebCryptoSignerOptions } from "./web-crypto-signer.ts";
