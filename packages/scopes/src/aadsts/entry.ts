/**
 * What may be done after an error, by a program.
 *
 * - `no`: the same request fails again until a person changes something
 * - `later`: the same request may work in a minute, when Entra's servers agree with each other
 * - `reload-certificate`: read the certificate anew and try once more
 * - `sign-in`: the user has to go through a sign-in again
 */
export type AadstsRetry = "no" | "later" | "reload-certificate" | "sign-in";

/** An error code of Microsoft Entra, explained. */
export interface AadstsEntry {
  /** The digits after `AADSTS`. */
  readonly code: number;
  /** What happened, in a few words. */
  readonly title: string;
  /** What most likely brought it about. */
  readonly cause: string;
  /** What to do: a command or a page of the portal. */
  readonly fix: string;
  /** Microsoft's page on the matter. */
  readonly docs: string;
  readonly retry: AadstsRetry;
}

/** Where Microsoft's pages begin. */
export const learn = "https://learn.microsoft.com/entra";
