/** A name, or a name with its value, in a `WWW-Authenticate` header (RFC 9110 §11.2). */
const element = /([\w!#$%&'*+.^`|~-]+)(?:\s*=\s*(?:"((?:\\.|[^"\\])*)"|([^\s,"]+)))?/g;

/**
 * The decoded claims of a claims challenge, or nothing if there is none.
 *
 * The JSON text is given as the server sent it, byte for byte, to be passed on as `claims`. Other schemes in the same
 * header are ignored; base64 and base64url are read, padded or not.
 *
 * Source: learn.microsoft.com/entra/identity-platform/claims-challenge.
 */
export function claimsChallenge(headers: Headers): string | undefined {
  const header = headers.get("www-authenticate") ?? "";
  let scheme = "";
  for (const [, name = "", quoted, plain] of header.matchAll(element)) {
    const value = quoted?.replaceAll(/\\(.)/g, "$1") ?? plain;
    if (value === undefined) scheme = name.toLowerCase();
    else if (scheme === "bearer" && name.toLowerCase() === "claims") return decode(value);
  }
  return undefined;
}

function decode(value: string): string | undefined {
  try {
    const binary = atob(value.replaceAll("-", "+").replaceAll("_", "/"));
    const bytes = Uint8Array.from(binary, (character) => character.charCodeAt(0));
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    const claims: unknown = JSON.parse(text);
    return typeof claims === "object" && claims !== null ? text : undefined;
  } catch {
    return undefined;
  }
}
