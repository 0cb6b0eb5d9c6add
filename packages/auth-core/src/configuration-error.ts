import { brand, isBranded } from "./internal/brand.ts";

/** Why a configuration was refused. */
export type ConfigurationErrorCode =
  /** An option is missing, malformed or contradicts another. */
  | "invalid_configuration"
  /** A tenant other than the credential's own was asked for and is not in `allowedTenants`. */
  | "tenant_not_allowed";

/** What a {@link ConfigurationError} is made from. */
export interface ConfigurationErrorDetails {
  /** The option's name as the caller wrote it, e.g. `tenantId`. */
  readonly option: string;
  readonly message: string;
  /** What to do about it, in one sentence. */
  readonly remedy: string;
  /** `invalid_configuration` when left out. */
  readonly code?: ConfigurationErrorCode;
  readonly cause?: unknown;
}

/** A mistake in what the caller configured, found before any request is sent. */
export class ConfigurationError extends Error {
  override readonly name = "ConfigurationError";
  readonly code: ConfigurationErrorCode;
  /** The option at fault. */
  readonly option: string;
  /** What to do about it. */
  readonly remedy: string;

  constructor(details: ConfigurationErrorDetails) {
    super(`${details.message} ${details.remedy}`, details.cause === undefined ? {} : { cause: details.cause });
    this.code = details.code ?? "invalid_configuration";
    this.option = details.option;
    this.remedy = details.remedy;
    brand(this, "ConfigurationError");
  }

  /** Tells this error from others, across copies of the package. */
  static isInstance(value: unknown): value is ConfigurationError {
    return isBranded(value, "ConfigurationError");
  }
}

/** Refuses an option with its fix. */
export function refuseOption(option: string, message: string, remedy: string): never {
  throw new ConfigurationError({ option, message, remedy });
}
