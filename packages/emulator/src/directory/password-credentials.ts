import { opaqueText } from "../opaque.ts";
import type { Tenant } from "../tenant.ts";
import { directoryBadRequest } from "./refusals.ts";
import type { PasswordCredential } from "./state.ts";

/** What a client may say of a secret that it asks for; the secret itself is always the directory's. */
export interface PasswordWish {
  readonly displayName?: string | undefined;
  readonly startDateTime?: string | undefined;
  readonly endDateTime?: string | undefined;
}

const twoYears = 2 * 365 * 86_400_000;

/** Graph's spelling of a time. */
export function dateTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/\.\d+Z$/, "Z");
}

function readDate(text: string | undefined, otherwise: number): number {
  const time = text === undefined ? otherwise : Date.parse(text);
  if (Number.isNaN(time))
    throw directoryBadRequest("Cannot convert the literal to the expected type 'Edm.DateTimeOffset'.");
  return time;
}

/** A new client secret of 40 characters, noted for the leak scan; two years long unless wished otherwise. */
export function newPasswordCredential(tenant: Tenant, wish: PasswordWish): PasswordCredential {
  const start = readDate(wish.startDateTime, tenant.clock.now());
  const end = readDate(wish.endDateTime, start + twoYears);
  if (end <= start) throw directoryBadRequest("Password credential end date is invalid.");
  const random = opaqueText(28);
  const secretText = tenant.secrets.note("client-secret", `${random.slice(0, 3)}8Q~${random.slice(3, 37)}`);
  return {
    keyId: crypto.randomUUID(),
    displayName: wish.displayName ?? null,
    startDateTime: dateTime(start),
    endDateTime: dateTime(end),
    hint: secretText.slice(0, 3),
    secretText,
  };
}
