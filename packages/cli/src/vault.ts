import type { TokenCredential } from "@entrakit/auth-core";
import { customFetch, type Fetch, type TimeSource, timeSource } from "@entrakit/auth-core/transport";
import {
  createCertificate,
  getCertificate,
  KeyVaultError,
  type VaultCertificate as CertificateVersion,
} from "@entrakit/kv-cert";

import type { Target } from "./target.ts";

/** A version of the certificate, its public half only. */
export interface VaultCertificate {
  /** `https://{vault}/certificates/{name}/{version}`. */
  readonly id: string;
  /** The certificate's DER in base64. */
  readonly cer: string;
  /** SHA-1 of the DER in upper-case hexadecimal, as portals show it. */
  readonly thumbprint: string;
  readonly notBefore: Date;
  readonly expires: Date;
  /** Whether the private key may leave the vault, where the vault says so. */
  readonly exportable: boolean | undefined;
}

/** The certificate in its vault. */
export interface CertificateVault {
  /** The newest version; undefined where there is none, or where it is disabled or has expired. */
  find(): Promise<VaultCertificate | undefined>;
  /** Lets the vault make a key and a certificate, and waits for it; hears the vault's own word for how it goes. */
  create(onProgress: (status: string) => void): Promise<VaultCertificate>;
}

/** Who uses the vault, and how. */
export interface VaultConnection {
  readonly credential: TokenCredential;
  readonly signal?: AbortSignal;
  readonly [customFetch]?: Fetch | undefined;
  readonly [timeSource]: TimeSource;
}

/** Connects the target's certificate with its vault. */
export function certificateVault(target: Target, options: VaultConnection): CertificateVault {
  const { vaultUrl, name, ...policy } = target.certificate;
  const place = { ...options, vaultUrl, certificateName: name };
  return {
    async find() {
      try {
        const found = await getCertificate(place);
        return found.enabled && found.expiresOn.getTime() > options[timeSource].now() ? versionOf(found) : undefined;
      } catch (error) {
        if (KeyVaultError.isInstance(error) && error.code === "not_found") return undefined;
        throw error;
      }
    },
    async create(onProgress) {
      const { exportable, contentType, keySize, validityMonths } = policy;
      const created = await createCertificate({
        ...place,
        policy: { exportable, contentType, keySize, validityInMonths: validityMonths },
        onProgress,
      });
      return versionOf(created);
    },
  };
}

function versionOf({ id, cer, x5t, notBefore, expiresOn, exportable }: CertificateVersion): VaultCertificate {
  const thumbprint = Buffer.from(x5t, "base64url").toString("hex").toUpperCase();
  return { id, cer, thumbprint, notBefore, expires: expiresOn, exportable };
}
