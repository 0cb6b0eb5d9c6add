import {
  type KeyVaultSigner,
  keyVaultSigner as neutralSigner,
  type KeyVaultSignerOptions,
} from "../key-vault-signer.ts";
import { readExportedPfx } from "./export-certificate.ts";

/**
 * Makes a signer of a certificate in Key Vault, as `keyVaultSigner` of the root does, and opens PFX secrets too.
 *
 * @throws as the root's does, and {@link PfxError} where an exported PFX cannot be opened
 */
export function keyVaultSigner(options: KeyVaultSignerOptions): Promise<KeyVaultSigner> {
  return neutralSigner({ pkcs12: readExportedPfx, ...options });
}
