/**
 * Why a permission, a manifest or a route was refused.
 *
 * - `unknown_permission`: no permission of the resource has this name or GUID
 * - `wrong_kind`: the permission exists, but not as an application (or not as a delegated) one
 * - `unknown_resource`: the manifest names an API that the registry does not know or was not given
 * - `malformed_manifest`: the JSON has another shape than `{ "<resource>": ["<permission>"] }`
 * - `unknown_route`: no typed call of Microsoft Graph has this method and path
 */
export type PermissionErrorCode =
  | "unknown_permission"
  | "wrong_kind"
  | "unknown_resource"
  | "malformed_manifest"
  | "unknown_route";

/** What a {@link PermissionError} carries besides its message. */
export interface PermissionErrorDetails {
  /** What a person can do about it; also the end of the message. */
  readonly remedy: string;
  /** Where in the input, e.g. `application.graph[0]`. */
  readonly place?: string;
  /** Values that are accepted in this place, the nearest first. */
  readonly suggestions?: readonly string[];
}

const brand = Symbol.for("entrakit.PermissionError");

/** A permission, manifest or route that the registry refuses, with the value that is right. */
export class PermissionError extends Error {
  override readonly name = "PermissionError";
  readonly code: PermissionErrorCode;
  readonly remedy: string;
  readonly place: string | undefined;
  readonly suggestions: readonly string[];

  constructor(code: PermissionErrorCode, problem: string, details: PermissionErrorDetails) {
    super(`${details.place === undefined ? "" : `${details.place}: `}${problem} ${details.remedy}`);
    this.code = code;
    this.remedy = details.remedy;
    this.place = details.place;
    this.suggestions = details.suggestions ?? [];
    Object.defineProperty(this, brand, { value: true });
  }

  /** Whether a value is a `PermissionError`, of this copy of the package or of another. */
  static isInstance(value: unknown): value is PermissionError {
    return typeof value === "object" && value !== null && brand in value;
  }
}
