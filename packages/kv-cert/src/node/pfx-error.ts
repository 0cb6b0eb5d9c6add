/** Why a PFX could not be opened. */
export type PfxErrorCode =
  /** Not a PKCS#12 file in DER, or cut short, or contradicting itself. */
  | "malformed"
  /** The integrity check fails with this password, or with none. */
  | "wrong_password"
  /** Encrypted, or protected, in a way that this reader does not know; the message names it. */
  | "unsupported_algorithm"
  /** More work, size or depth than an honest file needs. */
  | "limit_exceeded"
  | "no_private_key"
  | "no_certificate";

const remedies: Readonly<Record<PfxErrorCode, string>> = {
  malformed: "Export the file again.",
  wrong_password: "Pass the password that the file was exported with; Key Vault exports with none.",
  unsupported_algorithm: "Export the file again with AES-256 and SHA-256, or use PEM.",
  limit_exceeded: "Export the file again with fewer iterations.",
  no_private_key: "Export the certificate together with its private key.",
  no_certificate: "Export the private key together with its certificate.",
};

const mark: unique symbol = Symbol.for("entrakit.PfxError");

/** A PFX that cannot be opened. The message holds nothing of its content. */
export class PfxError extends Error {
  override readonly name = "PfxError";
  readonly code: PfxErrorCode;
  /** What to do about it. */
  readonly remedy: string;

  constructor(code: PfxErrorCode, message: string) {
    super(`${message} ${remedies[code]}`);
    this.code = code;
    this.remedy = remedies[code];
    Object.defineProperty(this, mark, { value: true });
  }

  /** Tells this error from others, across copies of the package. */
  static isInstance(value: unknown): value is PfxError {
    return typeof value === "object" && value !== null && mark in value;
  }
}
