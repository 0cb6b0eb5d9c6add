import { base64url } from "jose";

/** A text that nobody can guess, from the platform's own randomness: base64url of so many bytes. */
export function opaqueText(bytes: number): string {
  return base64url.encode(crypto.getRandomValues(new Uint8Array(bytes)));
}
