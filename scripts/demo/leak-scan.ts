/** Where a secret was found: what kind it was, how it was written, and in which text. The value itself is never named. */
export interface Leak {
  readonly kind: string;
  readonly form: "raw" | "base64" | "url-encoded";
  readonly place: string;
}

/** Shorter values would be found by chance. */
const shortest = 8;

/** The secret as base64 shows it at each of the three places where it can begin within a longer text. */
function base64Forms(secret: string): string[] {
  const bytes = Buffer.from(secret);
  return [0, 1, 2].flatMap((offset) => {
    const encoded = Buffer.concat([Buffer.alloc(offset), bytes])
      .toString("base64")
      .replace(/=+$/, "");
    // The first and last characters share bits with the neighbours.
    const own = encoded.slice(offset === 0 ? 0 : offset + 1, -1);
    return [own, own.replaceAll("+", "-").replaceAll("/", "_")];
  });
}

/** Without line breaks and blanks, real ones and those that JSON and `inspect` write: a key in PEM is printed in many ways. */
function withoutBreaks(text: string): string {
  return text.replaceAll(/\\[nrt]|\s+/g, "");
}

function forms(secret: string): readonly (readonly [Leak["form"], string])[] {
  return [
    ["raw", secret],
    ["url-encoded", encodeURIComponent(secret)],
    // A form writes characters that encodeURIComponent leaves, such as the tilde of Entra's secrets.
    ["url-encoded", new URLSearchParams([["", secret]]).toString().slice(1)],
    ...base64Forms(secret).map((form) => ["base64", form] as const),
  ];
}

/**
 * Looks for every secret, raw and in the encodings that logs bring about, in every text.
 *
 * @param secrets the secrets with their kinds
 * @param texts the texts by name
 */
export function findLeaks(secrets: ReadonlyMap<string, string>, texts: ReadonlyMap<string, string>): readonly Leak[] {
  const leaks: Leak[] = [];
  const dense = [...texts].map(([place, text]) => [place, withoutBreaks(text)] as const);
  for (const [secret, kind] of secrets) {
    if (secret.length < shortest) continue;
    for (const [form, written] of forms(withoutBreaks(secret))) {
      for (const [place, text] of dense) {
        if (text.includes(written)) leaks.push({ kind, form, place });
      }
    }
  }
  return leaks;
}
