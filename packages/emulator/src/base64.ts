/**
 * The bytes of a standard base64 text.
 *
 * @throws {DOMException} InvalidCharacterError when the text is not base64.
 */
export function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}
