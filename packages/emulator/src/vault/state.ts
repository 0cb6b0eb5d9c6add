import type { KeyMaterial } from "./key-material.ts";

/** Attributes that certificates, keys and secrets share. Times are seconds since the epoch. */
export interface Attributes {
  enabled: boolean;
  nbf?: number;
  exp?: number;
  readonly created: number;
  updated: number;
}

/** Names and values that the caller gave; absent when none were given, as the vault shows it. */
export type Tags = Readonly<Record<string, string>>;

/** What every version of every kind has. */
export interface ObjectVersion {
  /** 32 hexadecimal digits. */
  readonly version: string;
  readonly attributes: Attributes;
  tags: Tags | undefined;
}

/** A key of the vault; the private half never leaves it through `/keys`. */
export interface KeyVersion extends ObjectVersion {
  readonly material: KeyMaterial;
  operations: readonly string[];
  /** A certificate owns it: it changes and goes with the certificate. */
  readonly managed: boolean;
}

/** A secret's value. */
export interface SecretVersion extends ObjectVersion {
  /** Made on the first read where it is costly (the PFX of a certificate). */
  readonly value: () => Promise<string>;
  contentType: string | undefined;
  readonly managed: boolean;
  /** URL of the key that belongs to a certificate's secret. */
  readonly kid: string | undefined;
}

/** An issued or imported certificate. */
export interface CertificateVersion extends ObjectVersion {
  readonly der: Uint8Array<ArrayBuffer>;
  /** SHA-1 of the DER, base64url. */
  readonly x5t: string;
}

/** How a certificate is made, in the vault's own JSON shape, defaults filled in. */
export interface CertificatePolicy {
  readonly keyProps: {
    readonly exportable: boolean;
    readonly kty: "RSA" | "EC";
    /** Bits, for RSA. */
    readonly keySize?: number;
    /** `P-256`, `P-384`, `P-521`, for EC. */
    readonly crv?: string;
    readonly reuseKey: boolean;
  };
  readonly contentType: string;
  readonly x509Props: {
    readonly subject: string;
    /** As given: `{ dns_names, emails, upns, uris, ip_addresses }`. */
    readonly sans?: Readonly<Record<string, readonly string[]>>;
    readonly ekus: readonly string[];
    readonly keyUsage: readonly string[];
    readonly validityMonths: number;
  };
  /** As given; the emulator renews nothing by itself. */
  readonly lifetimeActions: readonly object[];
  readonly issuer: string;
  readonly created: number;
  readonly updated: number;
}

/** A certificate that is being made. */
export interface PendingCertificate {
  readonly requestId: string;
  /** The version that GET shows until the certificate is there; the finished one has another. */
  readonly placeholder: string;
  readonly csr: string;
  readonly material: KeyMaterial;
  readonly policy: CertificatePolicy;
  readonly enabled: boolean;
  readonly tags: Tags | undefined;
  /** Milliseconds since the epoch, by the tenant's clock. */
  readonly startedAt: number;
  readonly dueAt: number;
  /** How often it was asked for since. */
  polls: number;
  cancellationRequested: boolean;
  status: "inProgress" | "completed" | "cancelled";
  /** The making, under way, so that two polls do not make two certificates. */
  completing: Promise<void> | undefined;
}

/** All versions of one name, oldest first. */
export interface ObjectRecord<V extends ObjectVersion> {
  readonly name: string;
  readonly versions: V[];
}

/** A certificate: its versions, its policy, and the operation that made the last one. */
export interface CertificateRecord extends ObjectRecord<CertificateVersion> {
  policy: CertificatePolicy;
  pending: PendingCertificate | undefined;
  /** The key and the secret that it owns, out of the way while it is deleted. */
  companions?: {
    readonly key: ObjectRecord<KeyVersion> | undefined;
    readonly secret: ObjectRecord<SecretVersion> | undefined;
  };
}

/** A deleted object that can be recovered until it is purged. */
export interface Deleted<R> {
  readonly record: R;
  /** Seconds since the epoch. */
  readonly deletedDate: number;
  readonly scheduledPurgeDate: number;
}

/** Objects of one kind. Maps are keyed by the name in lower case, as names compare without case. */
export interface Shelf<R> {
  readonly live: Map<string, R>;
  readonly deleted: Map<string, Deleted<R>>;
}

/** One key vault. */
export interface Vault {
  readonly name: string;
  /** Its id in Resource Manager, where its role assignments hang. */
  readonly resourceId: string;
  readonly location: string;
  readonly certificates: Shelf<CertificateRecord>;
  readonly keys: Shelf<ObjectRecord<KeyVersion>>;
  readonly secrets: Shelf<ObjectRecord<SecretVersion>>;
}

/** Every vault of the tenant, by name in lower case. */
export interface VaultState {
  readonly vaults: Map<string, Vault>;
  /** How long a certificate takes, in milliseconds by the tenant's clock; its second poll ends the wait earlier. */
  issueMilliseconds: number;
}

/** A tenant without vaults. */
export function createVaults(): VaultState {
  return { vaults: new Map(), issueMilliseconds: 1000 };
}

function shelf<R>(): Shelf<R> {
  return { live: new Map(), deleted: new Map() };
}

/** A vault with nothing in it. */
export function createVault(name: string, resourceId: string, location: string): Vault {
  return { name, resourceId, location, certificates: shelf(), keys: shelf(), secrets: shelf() };
}
