export type { AccessTokenClaims } from "./claims.ts";
export { allowEmulated, createVerifier, type Verifier, type VerifierOptions } from "./verifier.ts";
export { VerifyError, type VerifyErrorCode } from "./verify-error.ts";
