import { type Reply, VaultError, badParameter, notEmulated } from "./answer.ts";
import type { VaultCall } from "./call.ts";
import { createCertificate, deletePending, getPending, patchPending } from "./certificate-create.ts";
import { importCertificate } from "./certificate-import.ts";
import * as certificates from "./certificates.ts";
import { keyOperations } from "./key-operations.ts";
import * as keys from "./keys.ts";
import * as secrets from "./secrets.ts";

type Handler = (call: VaultCall) => Reply | Promise<Reply>;

interface Route {
  readonly method: string;
  /** Segments without the slash in front; `{…}` takes any. */
  readonly segments: readonly string[];
  readonly handle: Handler;
}

function lacks(what: string): Handler {
  return () => {
    throw notEmulated(what);
  };
}

function route(pattern: string, handle: Handler): Route {
  const [method = "", path = ""] = pattern.split(" /");
  return { method, segments: path.split("/"), handle };
}

/** Literal segments come before placeholders that would take them. */
const routes: readonly Route[] = [
  ...["GET", "PUT", "DELETE"].map((method) => route(`${method} /certificates/contacts`, lacks("certificate contacts"))),
  route("GET /certificates/issuers", lacks("certificate issuers")),
  ...["GET", "PUT", "PATCH", "DELETE"].map((method) =>
    route(`${method} /certificates/issuers/{issuer}`, lacks("certificate issuers")),
  ),
  route("GET /certificates", certificates.listCertificates),
  route("POST /certificates/restore", lacks("backup and restore")),
  route("POST /certificates/{name}/backup", lacks("backup and restore")),
  route("POST /certificates/{name}/create", createCertificate),
  route("POST /certificates/{name}/import", importCertificate),
  route("POST /certificates/{name}/pending/merge", lacks("merging a certificate that someone else signed")),
  route("GET /certificates/{name}/pending", getPending),
  route("PATCH /certificates/{name}/pending", patchPending),
  route("DELETE /certificates/{name}/pending", deletePending),
  route("GET /certificates/{name}/policy", certificates.getPolicy),
  route("PATCH /certificates/{name}/policy", certificates.patchPolicy),
  route("GET /certificates/{name}/versions", certificates.listCertificateVersions),
  route("GET /certificates/{name}", certificates.getCertificate),
  route("PATCH /certificates/{name}", certificates.patchCertificate),
  route("DELETE /certificates/{name}", certificates.deleteCertificate),
  route("GET /certificates/{name}/{version}", certificates.getCertificateVersion),
  route("PATCH /certificates/{name}/{version}", certificates.patchCertificate),
  route("GET /deletedcertificates", certificates.listDeletedCertificates),
  route("GET /deletedcertificates/{name}", certificates.getDeletedCertificate),
  route("POST /deletedcertificates/{name}/recover", certificates.recoverCertificate),
  route("DELETE /deletedcertificates/{name}", certificates.purgeCertificate),

  route("GET /secrets", secrets.listSecrets),
  route("POST /secrets/restore", lacks("backup and restore")),
  route("POST /secrets/{name}/backup", lacks("backup and restore")),
  route("GET /secrets/{name}/versions", secrets.listSecretVersions),
  route("GET /secrets/{name}", secrets.getSecret),
  route("PUT /secrets/{name}", secrets.setSecret),
  route("PATCH /secrets/{name}", secrets.patchSecret),
  route("DELETE /secrets/{name}", secrets.deleteSecret),
  route("GET /secrets/{name}/{version}", secrets.getSecret),
  route("PATCH /secrets/{name}/{version}", secrets.patchSecret),
  route("GET /deletedsecrets", secrets.listDeletedSecrets),
  route("GET /deletedsecrets/{name}", secrets.getDeletedSecret),
  route("POST /deletedsecrets/{name}/recover", secrets.recoverSecret),
  route("DELETE /deletedsecrets/{name}", secrets.purgeSecret),

  route("GET /keys", keys.listKeys),
  route("POST /keys/restore", lacks("backup and restore")),
  route("POST /keys/{name}/backup", lacks("backup and restore")),
  route("POST /keys/{name}/create", keys.createKey),
  route("POST /keys/{name}/rotate", lacks("rotation of keys")),
  ...["GET", "PUT"].map((method) => route(`${method} /keys/{name}/rotationpolicy`, lacks("rotation of keys"))),
  route("PUT /keys/{name}", lacks("import of keys")),
  route("GET /keys/{name}/versions", keys.listKeyVersions),
  route("GET /keys/{name}", keys.getKey),
  route("PATCH /keys/{name}", keys.patchKey),
  route("DELETE /keys/{name}", keys.deleteKey),
  ...Object.entries(keyOperations).flatMap(([operation, handle]) => [
    route(`POST /keys/{name}/${operation}`, handle),
    route(`POST /keys/{name}/{version}/${operation}`, handle),
  ]),
  route("POST /keys/{name}/{version}/release", lacks("release of keys")),
  route("GET /keys/{name}/{version}", keys.getKey),
  route("PATCH /keys/{name}/{version}", keys.patchKey),
  route("GET /deletedkeys", keys.listDeletedKeys),
  route("GET /deletedkeys/{name}", keys.getDeletedKey),
  route("POST /deletedkeys/{name}/recover", keys.recoverKey),
  route("DELETE /deletedkeys/{name}", keys.purgeKey),

  route("POST /rng", lacks("random numbers")),
];

function isPlaceholder(segment: string): boolean {
  return segment.startsWith("{");
}

function fits({ segments }: Route, path: readonly string[]): boolean {
  return (
    segments.length === path.length &&
    segments.every((segment, index) => isPlaceholder(segment) || segment.toLowerCase() === path[index]?.toLowerCase())
  );
}

function segmentsOf(pathname: string): readonly string[] {
  try {
    return pathname
      .split("/")
      .filter((segment) => segment !== "")
      .map(decodeURIComponent);
  } catch {
    throw badParameter("The request URI is not encoded properly.");
  }
}

/** What answers a request, with the path's placeholders. */
export interface Match {
  readonly handle: Handler;
  readonly params: Readonly<Record<string, string>>;
}

/**
 * Finds what answers a request. Empty segments do not count, so that a slash at the end makes no difference.
 * Throws 405 where the path takes other methods, 404 where nothing is.
 */
export function match(method: string, pathname: string): Match {
  const path = segmentsOf(pathname);
  const candidates = routes.filter((candidate) => fits(candidate, path));
  const found = candidates.find((candidate) => candidate.method === method);
  if (found === undefined) {
    if (candidates.length > 0) throw new VaultError(405, "MethodNotAllowed", `HTTP ${method} not allowed`);
    throw new VaultError(404, "NotFound", `The vault has nothing at ${pathname}.`);
  }
  const entries = found.segments.flatMap((segment, index) =>
    isPlaceholder(segment) ? [[segment.slice(1, -1), path[index] ?? ""] as const] : [],
  );
  return { handle: found.handle, params: Object.fromEntries(entries) };
}
