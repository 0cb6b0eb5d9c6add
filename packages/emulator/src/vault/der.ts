import { concat } from "./bytes.ts";

/** The tags of X.690 that PKCS #8 and PKCS #12 use. */
export const tag = {
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  oid: 0x06,
  bmpString: 0x1e,
  sequence: 0x30,
  set: 0x31,
} as const;

function lengthBytes(length: number): Uint8Array {
  if (length < 0x80) return Uint8Array.of(length);
  const bytes: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256);
  return Uint8Array.of(0x80 | bytes.length, ...bytes);
}

/** One element: tag, length, contents. */
export function element(tagByte: number, ...contents: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const body = concat(...contents);
  return concat(Uint8Array.of(tagByte), lengthBytes(body.length), body);
}

/** SEQUENCE. */
export function sequence(...members: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  return element(tag.sequence, ...members);
}

/** SET. */
export function set(...members: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  return element(tag.set, ...members);
}

/** `[number]` around whole elements. */
export function explicit(number: number, ...members: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  return element(0xa0 | number, ...members);
}

/** OCTET STRING. */
export function octets(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return element(tag.octetString, bytes);
}

/** INTEGER of a small number that is not negative. */
export function integer(value: number): Uint8Array<ArrayBuffer> {
  const bytes: number[] = [];
  for (let rest = value; rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256);
  if (bytes.length === 0 || (bytes[0] ?? 0) >= 0x80) bytes.unshift(0);
  return element(tag.integer, Uint8Array.from(bytes));
}

/** OBJECT IDENTIFIER from its dotted form. */
export function oid(dotted: string): Uint8Array<ArrayBuffer> {
  const [first = 0, second = 0, ...rest] = dotted.split(".").map(Number);
  const bytes = [first * 40 + second];
  for (const arc of rest) {
    const groups = [arc % 128];
    for (let left = Math.floor(arc / 128); left > 0; left = Math.floor(left / 128)) groups.unshift((left % 128) | 0x80);
    bytes.push(...groups);
  }
  return element(tag.oid, Uint8Array.from(bytes));
}

/** BMPString: UTF-16, big end first. */
export function bmpString(text: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(text.length * 2);
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    bytes[index * 2] = unit >> 8;
    bytes[index * 2 + 1] = unit & 0xff;
  }
  return element(tag.bmpString, bytes);
}

/** An element as it was read. */
export interface Node {
  readonly tag: number;
  /** Contents, without tag and length. */
  readonly contents: Uint8Array<ArrayBuffer>;
  /** The whole element. */
  readonly whole: Uint8Array<ArrayBuffer>;
}

/** The elements that lie one after another in the bytes. Throws a RangeError when they do not fit (only definite lengths are read). */
export function readAll(bytes: Uint8Array<ArrayBuffer>): readonly Node[] {
  const nodes: Node[] = [];
  let offset = 0;
  while (offset < bytes.length) {
    const first = bytes[offset + 1] ?? Number.NaN;
    let start = offset + 2;
    let length = first;
    if (first >= 0x80) {
      const count = first & 0x7f;
      if (count === 0 || count > 4) throw new RangeError("The DER has a length of a form that is not read.");
      length = bytes.subarray(start, start + count).reduce((sum, byte) => sum * 256 + byte, 0);
      start += count;
    }
    const end = start + length;
    if (!(end <= bytes.length)) throw new RangeError("The DER ends in the middle of an element.");
    nodes.push({ tag: bytes[offset] ?? 0, contents: bytes.slice(start, end), whole: bytes.slice(offset, end) });
    offset = end;
  }
  return nodes;
}

/** The only element of the bytes. Throws a RangeError when there are none or more. */
export function readOne(bytes: Uint8Array<ArrayBuffer>): Node {
  const [node, ...rest] = readAll(bytes);
  if (node === undefined || rest.length > 0) throw new RangeError("The DER does not hold exactly one element.");
  return node;
}

/** An element's member by position. Throws a RangeError when it has too few. */
export function member(node: Node, index: number): Node {
  const found = readAll(node.contents)[index];
  if (found === undefined) throw new RangeError("The DER lacks a member.");
  return found;
}

/** Whether an element is the OBJECT IDENTIFIER. */
export function isOid(node: Node, dotted: string): boolean {
  const wanted = oid(dotted);
  return node.whole.length === wanted.length && node.whole.every((byte, index) => byte === wanted[index]);
}

/** A small INTEGER's value. */
export function readInteger(node: Node): number {
  return node.contents.reduce((sum, byte) => sum * 256 + byte, 0);
}
