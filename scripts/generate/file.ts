/** A file that a generator makes: path from the repository's root, and its whole text. */
export interface GeneratedFile {
  readonly path: string;
  readonly text: string;
}

/** Turns the reference data in a directory into files; the same data gives the same bytes. */
export type Generator = (dataDirectory: string) => Promise<readonly GeneratedFile[]>;
