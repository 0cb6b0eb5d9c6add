import { PfxError } from "./pfx-error.ts";

/** One element of DER: its tag and its content, both in place in the file's bytes. */
export interface DerElement {
  /** The identifier octet, e.g. 0x30 for SEQUENCE. */
  readonly tag: number;
  readonly content: Uint8Array;
  /** Tag, length and content. */
  readonly whole: Uint8Array;
}

/** Identifier octets that PKCS#12 uses (X.690 §8.1.2). */
export const tags = {
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  oid: 0x06,
  sequence: 0x30,
  set: 0x31,
  context0: 0xa0,
  implicit0: 0x80,
} as const;

function malformed(what: string): PfxError {
  return new PfxError("malformed", `The file is not valid DER: ${what}.`);
}

function readLength(bytes: Uint8Array, at: number): { length: number; next: number } {
  const first = bytes[at];
  if (first === undefined) throw malformed("an element has no length");
  if (first < 0x80) return { length: first, next: at + 1 };
  const count = first & 0x7f;
  if (count === 0) throw malformed("an element has an indefinite length");
  if (count > 4 || at + 1 + count > bytes.length) throw malformed("a length is too long");
  let length = 0;
  for (let index = 1; index <= count; index += 1) length = length * 256 + (bytes[at + index] ?? 0);
  if (length < 0x80 || bytes[at + 1] === 0) throw malformed("a length is not in its shortest form");
  return { length, next: at + 1 + count };
}

function readElement(bytes: Uint8Array, at: number): { element: DerElement; next: number } {
  const tag = bytes[at];
  if (tag === undefined) throw malformed("an element is missing");
  if ((tag & 0x1f) === 0x1f) throw malformed("a tag has more than one octet");
  const { length, next } = readLength(bytes, at + 1);
  const end = next + length;
  if (end > bytes.length) throw malformed("an element is longer than what holds it");
  return { element: { tag, content: bytes.subarray(next, end), whole: bytes.subarray(at, end) }, next: end };
}

/** Reads the one element that bytes consist of. */
export function readDer(bytes: Uint8Array): DerElement {
  const { element, next } = readElement(bytes, 0);
  if (next !== bytes.length) throw malformed("something follows its end");
  return element;
}

/** Reads the elements that a constructed element, or given bytes, consist of; at most 1,000. */
export function readAll(bytes: Uint8Array): readonly DerElement[] {
  const found: DerElement[] = [];
  for (let at = 0; at < bytes.length;) {
    const { element, next } = readElement(bytes, at);
    found.push(element);
    if (found.length > 1000) throw new PfxError("limit_exceeded", "The file holds more elements than a PFX needs.");
    at = next;
  }
  return found;
}

/** The content of an element that has to have a tag. */
export function expectTag(element: DerElement | undefined, tag: number, what: string): Uint8Array {
  if (element?.tag !== tag) throw malformed(`${what} is missing or of another type`);
  return element.content;
}

/** The members of an element that has to be a SEQUENCE. */
export function sequence(element: DerElement | undefined, what: string): readonly DerElement[] {
  return readAll(expectTag(element, tags.sequence, what));
}

/** An object identifier in dots (X.690 §8.19). */
export function oid(element: DerElement | undefined, what: string): string {
  const content = expectTag(element, tags.oid, what);
  const arcs: number[] = [];
  let value = 0;
  for (const byte of content) {
    value = value * 128 + (byte & 0x7f);
    if (!Number.isSafeInteger(value)) throw malformed(`${what} is too large`);
    if (byte < 0x80) {
      arcs.push(value);
      value = 0;
    }
  }
  const [head = 0, ...rest] = arcs;
  const root = Math.min(Math.floor(head / 40), 2);
  return [root, head - root * 40, ...rest].join(".");
}

/** A small number that is not negative. */
export function smallInteger(element: DerElement | undefined, what: string): number {
  const content = expectTag(element, tags.integer, what);
  if (content.length === 0 || content.length > 5 || (content[0] ?? 0x80) >= 0x80)
    throw malformed(`${what} is not a small number`);
  return content.reduce((value, byte) => value * 256 + byte, 0);
}
