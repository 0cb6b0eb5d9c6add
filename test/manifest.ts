import { readFileSync } from "node:fs";

/** The parts of a package.json that the workspace's own tests look at. */
export interface Manifest {
  readonly name: string;
  readonly private: boolean;
  readonly packageManager: string;
  readonly scripts: Readonly<Record<string, string>>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly peerDependencies: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta: Readonly<Record<string, unknown>>;
  readonly exports: Readonly<Record<string, unknown>>;
}

/** Reads a package.json, with the parts that are left out as empty. */
export function readManifest(path: string): Manifest {
  const empty = { private: false, packageManager: "", scripts: {}, dependencies: {}, peerDependencies: {} };
  const read: Manifest = JSON.parse(readFileSync(path, "utf8"));
  return { ...empty, peerDependenciesMeta: {}, exports: {}, ...read };
}
