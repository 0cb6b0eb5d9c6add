/** One key vault. */
export interface Vault {
  readonly name: string;
}

/** Every vault of the tenant, by name in lower case. */
export interface VaultState {
  readonly vaults: Map<string, Vault>;
}

/** A tenant without vaults. */
export function createVaults(): VaultState {
  return { vaults: new Map() };
}
