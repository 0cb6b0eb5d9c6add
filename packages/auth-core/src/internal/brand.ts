/** Marks an error with a registered symbol, so that a second copy of the package in one program still recognises it. */
export function brand(error: Error, name: string): void {
  Object.defineProperty(error, Symbol.for(`entrakit.${name}`), { value: true });
}

/** Whether a value was marked by {@link brand}. */
export function isBranded(value: unknown, name: string): boolean {
  return typeof value === "object" && value !== null && Symbol.for(`entrakit.${name}`) in value;
}
