import { decodeBase64 } from "./internal/base64url.ts";

/** One block of a PEM text. */
export interface PemBlock {
  /** What stands after BEGIN, e.g. `CERTIFICATE`. */
  readonly label: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

const block = /-----BEGIN ([A-Z0-9 ]+)-----([\sA-Za-z0-9+/=]+?)-----END \1-----/g;

/** The blocks of a PEM text in their order; text around them is skipped (RFC 7468 §2). */
export function parsePem(text: string): readonly PemBlock[] {
  return [...text.matchAll(block)].map(([, label = "", body = ""]) => ({
    label,
    bytes: decodeBase64(body.replaceAll(/\s+/g, "")),
  }));
}
