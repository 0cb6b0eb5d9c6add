import { objectAt, parseObject, textAt } from "./internal/json.ts";
import { KeyVaultError, type KeyVaultErrorCode } from "./key-vault-error.ts";

const byStatus: Readonly<Record<number, KeyVaultErrorCode>> = {
  400: "bad_request",
  401: "unauthorized",
  403: "forbidden",
  404: "not_found",
  409: "conflict",
  429: "throttled",
};

const byCode: Readonly<Record<string, KeyVaultErrorCode>> = {
  ForbiddenByRbac: "forbidden",
  ForbiddenByPolicy: "forbidden",
  ForbiddenByFirewall: "forbidden",
  ForbiddenByConnection: "forbidden",
  CertificateDisabled: "no_usable_version",
  SecretDisabled: "no_usable_version",
  KeyDisabled: "no_usable_version",
};

const remedies: Readonly<Partial<Record<KeyVaultErrorCode, string>>> = {
  unauthorized: "Check that the credential belongs to the vault's tenant.",
  forbidden: "Check the caller's role assignments and the vault's network rules.",
  not_found: "Check the name and the vault; a deleted certificate can be recovered for a time.",
  no_usable_version: "Enable the version or make a new one.",
  throttled: "Wait; sign once per token request, not once per call.",
  service_unavailable: "Try again later.",
  conflict: "Recover or purge the deleted object of that name, or wait for the operation under way.",
};

/** The built-in role with the fewest permissions that holds an action. */
const leastRoles: readonly (readonly [action: RegExp, role: string])[] = [
  [/\/keys\/sign\//i, "Key Vault Crypto User"],
  [/\/keys\/decrypt\//i, "Key Vault Crypto User"],
  [/\/secrets\/getsecret\//i, "Key Vault Certificate User"],
  [/\/(certificates|keys)\/read$/i, "Key Vault Reader"],
  [/\/secrets\/readmetadata\//i, "Key Vault Reader"],
  [/\/certificates\//i, "Key Vault Certificates Officer"],
];

/** The parts of an RBAC denial, which Key Vault writes as `Name: 'value'` lines. */
function denialOf(message: string): { action?: string; resource?: string } {
  const line = (name: string): string | undefined => new RegExp(`^${name}: '([^'\\r\\n]+)'`, "m").exec(message)?.[1];
  const action = line("Action");
  const resource = line("Resource");
  return { ...(action === undefined ? {} : { action }), ...(resource === undefined ? {} : { resource }) };
}

function roleRemedy({ action, resource }: { action?: string; resource?: string }): string | undefined {
  const role = leastRoles.find(([pattern]) => pattern.test(action ?? ""))?.[1];
  if (role === undefined) return undefined;
  return `Assign the role "${role}" to the caller at ${resource ?? "the vault"}; a new assignment takes up to ten minutes.`;
}

function codeOf(status: number, wireCode: string | undefined): KeyVaultErrorCode {
  if (wireCode !== undefined && Object.hasOwn(byCode, wireCode)) return byCode[wireCode] ?? "invalid_response";
  return byStatus[status] ?? (status >= 500 ? "service_unavailable" : "invalid_response");
}

/** Makes an error of an answer that is not a success. */
export function vaultError(status: number, text: string, what: string): KeyVaultError {
  const error = objectAt(parseObject(text), "error");
  const wireCode = textAt(objectAt(error, "innererror"), "code") ?? textAt(error, "code");
  const message = textAt(error, "message") ?? "";
  const code = codeOf(status, wireCode);
  const denial = denialOf(message);
  const [firstLine = ""] = message.split(/[\r\n]/);
  return new KeyVaultError({
    code,
    message:
      `Key Vault answered ${status}${wireCode === undefined ? "" : ` ${wireCode}`} to ${what}. ${firstLine}`.trim(),
    remedy: roleRemedy(denial) ?? remedies[code] ?? "Check the request and the vault's address.",
    status,
    wireCode,
    ...denial,
  });
}
