import { type JsonObject, objectOf } from "../json.ts";
import { badParameter, notEmulated } from "./answer.ts";
import { optionalBoolean, optionalInteger, optionalText, optionalTexts } from "./call.ts";
import type { CertificatePolicy } from "./state.ts";

/** Uses of a key that X.509 knows, in the vault's spelling, and the key operations that each allows. */
export const keyUsages: Readonly<Record<string, readonly string[]>> = {
  digitalSignature: ["sign", "verify"],
  nonRepudiation: ["sign", "verify"],
  keyEncipherment: ["wrapKey", "unwrapKey"],
  dataEncipherment: ["encrypt", "decrypt"],
  keyAgreement: [],
  keyCertSign: ["sign", "verify"],
  cRLSign: ["sign", "verify"],
  encipherOnly: ["encrypt"],
  decipherOnly: ["decrypt"],
};

const contentTypes = new Set(["application/x-pkcs12", "application/x-pem-file"]);
const serverAuthentication = "1.3.6.1.5.5.7.3.1";
const clientAuthentication = "1.3.6.1.5.5.7.3.2";

/** The vault's default: renew when four fifths of the lifetime are over. */
const defaultActions = [{ trigger: { lifetime_percentage: 80 }, action: { action_type: "AutoRenew" } }];

const curveSizes: Readonly<Record<string, number>> = { "P-256": 256, "P-384": 384, "P-521": 521 };

function invalid(path: string): Error {
  return badParameter(`Property policy.${path} has invalid value`);
}

type KeyProps = CertificatePolicy["keyProps"];
type X509Props = CertificatePolicy["x509Props"];

function readKeyProps(given: JsonObject, before: KeyProps | undefined): KeyProps {
  const kty = optionalText(given, "kty") ?? before?.kty ?? "RSA";
  if (kty.endsWith("-HSM")) throw notEmulated("keys in a hardware security module");
  if (kty !== "RSA" && kty !== "EC") throw invalid("key_props.kty");
  const common = {
    exportable: optionalBoolean(given, "exportable") ?? before?.exportable ?? true,
    reuseKey: optionalBoolean(given, "reuse_key") ?? before?.reuseKey ?? false,
  };
  if (kty === "EC") {
    const crv = optionalText(given, "crv") ?? before?.crv ?? "P-256";
    if (curveSizes[crv] === undefined) throw invalid("key_props.crv");
    return { ...common, kty, crv };
  }
  const keySize = optionalInteger(given, "key_size") ?? before?.keySize ?? 2048;
  if (![2048, 3072, 4096].includes(keySize)) throw invalid("key_props.key_size");
  return { ...common, kty, keySize };
}

const alternativeNames = ["dns_names", "emails", "upns", "uris", "ip_addresses"];

function readAlternativeNames(given: JsonObject, before: X509Props["sans"]): X509Props["sans"] {
  if (given["sans"] === undefined || given["sans"] === null) return before;
  const sans = objectOf(given["sans"]);
  const entries = alternativeNames.map((name) => [name, optionalTexts(sans, name)] as const);
  return Object.fromEntries(entries.flatMap(([name, values]) => (values === undefined ? [] : [[name, values]])));
}

function readX509Props(given: JsonObject, before: X509Props | undefined, kty: "RSA" | "EC"): X509Props {
  const defaultUsage = kty === "RSA" ? ["digitalSignature", "keyEncipherment"] : ["digitalSignature"];
  const keyUsage = optionalTexts(given, "key_usage") ?? before?.keyUsage ?? defaultUsage;
  if (keyUsage.some((usage) => keyUsages[usage] === undefined)) throw invalid("x509_props.key_usage");
  const validityMonths = optionalInteger(given, "validity_months") ?? before?.validityMonths ?? 12;
  if (validityMonths < 1 || validityMonths > 1200) throw invalid("x509_props.validity_months");
  const subject = optionalText(given, "subject") ?? before?.subject ?? "";
  const sans = readAlternativeNames(given, before?.sans);
  const hasNames = Object.values(sans ?? {}).some((values) => values.length > 0);
  if (!hasNames && !/^[A-Za-z0-9.]+\s*=\s*\S/.test(subject)) throw invalid("x509_props.subject");
  return {
    subject,
    ...(sans === undefined ? {} : { sans }),
    ekus: optionalTexts(given, "ekus") ?? before?.ekus ?? [serverAuthentication, clientAuthentication],
    keyUsage,
    validityMonths,
  };
}

function readActions(given: unknown, before: readonly object[] | undefined): readonly object[] {
  if (given === undefined || given === null) return before ?? defaultActions;
  if (!Array.isArray(given)) throw invalid("lifetime_actions");
  return given.map(objectOf);
}

/**
 * A policy out of a request's body. Throws 400 for values that the vault refuses, 501 for those that the emulator lacks.
 *
 * @param before The policy that a PATCH changes; what the body leaves out stays. Without it, defaults are filled in.
 * @param now Seconds since the epoch.
 */
export function readPolicy(body: JsonObject, now: number, before?: CertificatePolicy): CertificatePolicy {
  const keyProps = readKeyProps(objectOf(body["key_props"]), before?.keyProps);
  const contentType = optionalText(objectOf(body["secret_props"]), "contentType") ?? before?.contentType;
  if (contentType !== undefined && !contentTypes.has(contentType)) throw invalid("secret_props.contentType");
  const issuer = optionalText(objectOf(body["issuer"]), "name") ?? before?.issuer;
  if (issuer === undefined || issuer === "") throw invalid("issuer");
  return {
    keyProps,
    contentType: contentType ?? "application/x-pkcs12",
    x509Props: readX509Props(objectOf(body["x509_props"]), before?.x509Props, keyProps.kty),
    lifetimeActions: readActions(body["lifetime_actions"], before?.lifetimeActions),
    issuer,
    created: before?.created ?? now,
    updated: now,
  };
}

/** A policy in the vault's own JSON. */
export function renderPolicy(certificateUrl: string, policy: CertificatePolicy): object {
  const { keyProps, x509Props } = policy;
  const { exportable, kty, keySize, crv, reuseKey } = keyProps;
  const size = keySize ?? curveSizes[crv ?? ""];
  return {
    id: `${certificateUrl}/policy`,
    key_props: { exportable, kty, key_size: size, reuse_key: reuseKey, ...(crv === undefined ? {} : { crv }) },
    secret_props: { contentType: policy.contentType },
    x509_props: {
      subject: x509Props.subject,
      ...(x509Props.sans === undefined ? {} : { sans: x509Props.sans }),
      ekus: x509Props.ekus,
      key_usage: x509Props.keyUsage,
      validity_months: x509Props.validityMonths,
      basic_constraints: { ca: false },
    },
    lifetime_actions: policy.lifetimeActions,
    issuer: { name: policy.issuer },
    attributes: { enabled: true, created: policy.created, updated: policy.updated },
  };
}

/** The operations of a certificate's key: what its key usage allows, in the vault's order. */
export function operationsOf(keyUsage: readonly string[]): readonly string[] {
  const allowed = new Set(keyUsage.flatMap((usage) => keyUsages[usage] ?? []));
  return ["encrypt", "decrypt", "sign", "verify", "wrapKey", "unwrapKey"].filter((operation) => allowed.has(operation));
}
