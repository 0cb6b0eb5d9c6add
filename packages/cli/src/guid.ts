import { createHash } from "node:crypto";

const pattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Whether a text is a GUID in its usual form, with hyphens and without braces. */
export function isGuid(text: string): boolean {
  return pattern.test(text);
}

/**
 * The GUID that follows from names: the same parts always give the same one, so that creating twice creates once.
 *
 * A version 5 UUID over the parts joined by a newline. Source: RFC 9562 §5.5.
 */
export function deterministicGuid(...parts: readonly string[]): string {
  const namespace = Buffer.from("6f0c1b52f4d84c0c9a3b7d41f3b3a7e2", "hex");
  const digest = createHash("sha1").update(namespace).update(parts.join("\n")).digest();
  const bytes = digest.subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x50, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
