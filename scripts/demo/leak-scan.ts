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

function forms(secret: string): readonly (readonly [Leak["form"], string])[] {
  return [
    ["raw", secret],
    ["url-encoded", encodeURIComponent(secret)],
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
  for (const [secret, kind] of secrets) {
    if (secret.length < shortest) continue;
    for (const [form, written] of forms(secret)) {
      for (const [place, text] of texts) {
        if (text.includes(written)) leaks.push({ kind, form, place });
      }
    }
  }
  return leaks;
}
