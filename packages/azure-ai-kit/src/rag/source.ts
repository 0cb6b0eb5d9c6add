/** A text to make searchable: one file, page or message. */
export interface SourceDocument {
  /** Stable id in the place it comes from, e.g. a drive item's id. */
  readonly id: string;
  /** What a person knows it by: a path or title. */
  readonly name: string;
  /** The whole text. */
  readonly text: string;
  /** Where a person can open it. */
  readonly url?: string;
}

/** A passage that an answer may rest on. */
export interface Source {
  /** The chunk's key in its index. */
  readonly id: string;
  /** Id of the document that it was cut from. */
  readonly documentId: string;
  /** Name of the document that it was cut from. */
  readonly name: string;
  /** The passage itself, a substring of the document's text. */
  readonly text: string;
  /** Where the passage starts in the document, in UTF-16 code units. */
  readonly start: number;
  /** Where the document can be opened. */
  readonly url?: string;
  /** The search service's score; comparable within one answer only. */
  readonly score?: number;
}

/** What a retriever is asked for, besides the question. */
export interface RetrieveOptions {
  /** How many sources at most. */
  readonly top: number;
  readonly signal?: AbortSignal;
}

/** Finds the passages that speak to a question, best first. */
export type Retriever = (question: string, options: RetrieveOptions) => Promise<readonly Source[]>;
