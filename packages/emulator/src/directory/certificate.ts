/** What the directory needs to know of an X.509 certificate. Source: RFC 5280 section 4.1, X.690 (DER). */
export interface Certificate {
  /** SubjectPublicKeyInfo, DER. */
  readonly publicKey: Uint8Array<ArrayBuffer>;
  /** Milliseconds since the epoch. */
  readonly notBefore: number;
  readonly notAfter: number;
}

interface Element {
  readonly tag: number;
  readonly start: number;
  /** Where the value begins. */
  readonly value: number;
  readonly end: number;
}

const sequence = 0x30;
const explicitVersion = 0xa0;
const generalizedTime = 0x18;

function elementAt(der: Uint8Array, start: number, limit: number): Element {
  const tag = der[start];
  let length = der[start + 1];
  if (tag === undefined || length === undefined) throw new RangeError("DER ends in the middle of an element");
  let value = start + 2;
  if (length >= 0x80) {
    const digits = length - 0x80;
    if (digits === 0 || digits > 4) throw new RangeError("DER length is indefinite or too long");
    length = 0;
    for (let index = 0; index < digits; index += 1) length = length * 256 + (der[value + index] ?? 0);
    value += digits;
  }
  const end = value + length;
  if (end > limit || end > der.length) throw new RangeError("DER element is longer than what holds it");
  return { tag, start, value, end };
}

function children(der: Uint8Array, parent: Element): Element[] {
  const found: Element[] = [];
  for (let at = parent.value; at < parent.end;) {
    const element = elementAt(der, at, parent.end);
    found.push(element);
    at = element.end;
  }
  return found;
}

/** UTCTime has two digits of the year, 50 and later meaning 19xx (RFC 5280 section 4.1.2.5.1). */
function time(der: Uint8Array, element: Element): number {
  const text = new TextDecoder().decode(der.subarray(element.value, element.end));
  const [, year = "", rest = ""] =
    (element.tag === generalizedTime ? /^(\d{4})(\d{10})Z$/ : /^(\d{2})(\d{10})Z$/).exec(text) ?? [];
  const fullYear = element.tag === generalizedTime ? year : `${Number(year) >= 50 ? "19" : "20"}${year}`;
  const parsed = Date.parse(`${fullYear}${rest}`.replace(/^(.{4})(..)(..)(..)(..)(..)$/, "$1-$2-$3T$4:$5:$6Z"));
  if (Number.isNaN(parsed)) throw new RangeError("the certificate's validity is not a time");
  return parsed;
}

/**
 * Reads a DER certificate.
 *
 * @throws {RangeError} when the bytes are not a certificate, or something follows it.
 */
export function parseCertificate(der: Uint8Array): Certificate {
  const outer = elementAt(der, 0, der.length);
  const [body] = children(der, outer);
  if (outer.tag !== sequence || outer.end !== der.length || body?.tag !== sequence)
    throw new RangeError("not a certificate");
  const fields = children(der, body).filter((element, index) => index > 0 || element.tag !== explicitVersion);
  const [, , , validity, , publicKey] = fields;
  if (validity?.tag !== sequence || publicKey?.tag !== sequence) throw new RangeError("not a certificate");
  const [from, until] = children(der, validity);
  if (from === undefined || until === undefined) throw new RangeError("the certificate has no validity");
  return {
    publicKey: der.slice(publicKey.start, publicKey.end),
    notBefore: time(der, from),
    notAfter: time(der, until),
  };
}

/** The hash of a certificate's DER by which it is named. */
export async function thumbprint(algorithm: "SHA-1" | "SHA-256", der: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest(algorithm, der));
}

/** Upper-case hex, as thumbprints are shown. */
export function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0"))
    .join("")
    .toUpperCase();
}
