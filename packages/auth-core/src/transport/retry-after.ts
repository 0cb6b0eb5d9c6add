/** A non-negative number of seconds or milliseconds, decimals allowed. */
const amount = /^\d+(\.\d+)?$/;

function parseAmount(text: string | null, unit: number): number | undefined {
  const trimmed = text?.trim() ?? "";
  return amount.test(trimmed) ? Math.ceil(Number(trimmed) * unit) : undefined;
}

/** An HTTP date as a wait; measured on the server's own clock where it sends a `Date`, so that skew does not matter. */
function parseDate(text: string | null, serverDate: string | null, now: number): number | undefined {
  // Date.parse accepts much more than HTTP dates, bare numbers among it; a date has a weekday first.
  const at = text !== null && /^[A-Z][a-z]{2}/.test(text.trim()) ? Date.parse(text) : NaN;
  if (Number.isNaN(at)) return undefined;
  const serverNow = Date.parse(serverDate ?? "");
  return Math.max(0, at - (Number.isNaN(serverNow) ? now : serverNow));
}

/**
 * How long a server asks to be left alone, in milliseconds, or undefined if it does not say.
 *
 * Reads `Retry-After` as seconds, decimal seconds or an HTTP date, and `retry-after-ms` and `x-ms-retry-after-ms`; of several,
 * the longest. Source: RFC 9110 §10.2.3; learn.microsoft.com/azure/ai-services/openai/how-to/quota.
 *
 * @param now milliseconds since the epoch, for a date without a `Date` header beside it
 */
export function parseRetryAfter(headers: Headers, now: number): number | undefined {
  const plain = headers.get("retry-after");
  const found = [
    parseAmount(headers.get("retry-after-ms"), 1),
    parseAmount(headers.get("x-ms-retry-after-ms"), 1),
    parseAmount(plain, 1000) ?? parseDate(plain, headers.get("date"), now),
  ].filter((wait) => wait !== undefined);
  return found.length === 0 ? undefined : Math.max(...found);
}
