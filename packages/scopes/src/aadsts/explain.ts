import { clientErrors } from "./client.ts";
import { consentErrors } from "./consent.ts";
import type { AadstsEntry } from "./entry.ts";
import { federationErrors } from "./federation.ts";
import { requestErrors } from "./request.ts";
import { signInErrors } from "./sign-in.ts";

/** The error codes of Microsoft Entra that the registry explains, in its own words. */
export const aadstsCatalogue: readonly AadstsEntry[] = [
  ...clientErrors,
  ...federationErrors,
  ...consentErrors,
  ...signInErrors,
  ...requestErrors,
];

/** The ways in which codes stand in error texts: Entra's own, its JSON, and what MSAL for JavaScript prints. */
const spellings = [
  /AADSTS(\d{5,8})/gi,
  /"error_codes"\s*:\s*\[\s*(\d{5,8})/g,
  /\b(\d{5,8}) - \[/g,
  /^\s*(\d{5,8})\s*$/g,
];

/**
 * Explains an error of Microsoft Entra.
 *
 * The codes explain and do not decide: control flow belongs to `error`, `suberror` and `claims`.
 *
 * Source: learn.microsoft.com/entra/identity-platform/reference-error-codes.
 *
 * @param input a code (`700027`, `"AADSTS700027"`) or any text that holds one, such as a response's body
 * @returns the first code in it that the catalogue knows; `undefined` where there is none
 */
export function explain(input: number | string): AadstsEntry | undefined {
  const text = String(input);
  const codes = spellings.flatMap((spelling) => [...text.matchAll(spelling)].map(([, digits]) => Number(digits)));
  for (const code of codes) {
    const entry = aadstsCatalogue.find((item) => item.code === code);
    if (entry !== undefined) return entry;
  }
  return undefined;
}
