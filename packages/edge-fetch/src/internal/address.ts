/** The address in the first argument of `fetch`. */
export function addressOf(input: string | URL | Request): string {
  return input instanceof Request ? input.url : String(input);
}
