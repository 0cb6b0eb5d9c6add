import { badParameter } from "./answer.ts";

/** The versions that the vault takes, oldest first. */
const versions = ["7.3", "7.4", "7.5", "7.6", "2025-07-01"];

/** The request's version. Throws 400 when there is none or the vault does not know it. */
export function readApiVersion(url: URL): string {
  const given = url.searchParams.get("api-version") ?? "";
  const latest = versions.at(-1);
  if (given === "") {
    throw badParameter(
      `The api-version query parameter is missing. Consider using the latest supported version (${latest}).`,
    );
  }
  if (!versions.includes(given)) {
    throw badParameter(
      `The specified version (${given}) is not recognized. Consider using the latest supported version (${latest}).`,
    );
  }
  return given;
}

/** Whether a version is at least another one. */
export function isAtLeast(version: string, other: string): boolean {
  return versions.indexOf(version) >= versions.indexOf(other);
}
