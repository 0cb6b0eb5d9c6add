/** Three base64url parts that begin like a JSON object: a token or an assertion. */
const jwt = /eyJ[\w-]+\.[\w-]*\.?[\w-]*/g;

/** A text for a message: known secrets and anything shaped like a token replaced, white space collapsed, at most 600 characters. */
export function redact(text: string, secrets: readonly string[] = []): string {
  let clean = text;
  for (const secret of secrets) if (secret.length > 3) clean = clean.replaceAll(secret, "[redacted]");
  clean = clean.replaceAll(jwt, "[redacted]").replaceAll(/\s+/g, " ").trim();
  return clean.length > 600 ? `${clean.slice(0, 600)}…` : clean;
}
