/** A document as it goes on the wire: its key and its JSON, made once. */
export interface PreparedDocument {
  readonly key: string;
  readonly json: string;
  readonly bytes: number;
}

/** The most that one request carries. */
export interface BatchLimits {
  readonly documents: number;
  readonly bytes: number;
}

/** Cuts a list into batches that keep both limits. A document over the byte limit travels alone. */
export function batchesOf(
  documents: readonly PreparedDocument[],
  limits: BatchLimits,
): readonly (readonly PreparedDocument[])[] {
  const batches: PreparedDocument[][] = [];
  let open: PreparedDocument[] = [];
  let bytes = 0;
  for (const document of documents) {
    if (open.length > 0 && (open.length === limits.documents || bytes + document.bytes > limits.bytes)) {
      batches.push(open);
      open = [];
      bytes = 0;
    }
    open.push(document);
    bytes += document.bytes;
  }
  return open.length === 0 ? batches : [...batches, open];
}
