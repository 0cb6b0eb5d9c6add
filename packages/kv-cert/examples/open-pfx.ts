// A PFX file becomes a signer.
// #region open-pfx
import { type AssertionSigner, webCryptoSigner } from "@entrakit/auth-core";
import { openPfx } from "@entrakit/kv-cert/node";
import { readFile } from "node:fs/promises";

/** A signer from a PFX; its password left out where it has none. */
export async function signerOf(path: string, password?: string): Promise<AssertionSigner> {
  const { privateKey, certificate } = openPfx(await readFile(path), password);
  return webCryptoSigner({ privateKey, certificate });
}
// #endregion
