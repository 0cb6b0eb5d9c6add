/** Every secret, token, code, assertion and key that a tenant issued or was shown, so that a leak scan can look for it. */
export interface SecretRegister {
  /** Notes a secret and gives it back, so that issuing and noting are one expression. */
  note(kind: SecretKind, value: string): string;
  /** All that was noted, without repetition. */
  readonly entries: ReadonlyMap<string, SecretKind>;
}

/** What kind of secret it is; the scan's report names the kind, never the value. */
export type SecretKind =
  | "client-secret"
  | "access-token"
  | "id-token"
  | "refresh-token"
  | "authorization-code"
  | "code-verifier"
  | "client-assertion"
  | "private-key"
  | "pfx"
  | "api-key"
  | "password";

/** Makes an empty register. */
export function createSecretRegister(): SecretRegister {
  const entries = new Map<string, SecretKind>();
  return {
    entries,
    note(kind, value) {
      entries.set(value, kind);
      return value;
    },
  };
}
