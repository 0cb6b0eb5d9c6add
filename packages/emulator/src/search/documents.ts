import { type JsonObject, isObject, objectOf, stringOf } from "../json.ts";
import { normalized } from "../text/normalized.ts";
import { invalidRequest } from "./failure.ts";
import { isVector } from "./fields.ts";
import type { SearchField, SearchIndex, StoredDocument } from "./state.ts";
import { checkFields, filledIn, valuesAt } from "./values.ts";

const actions = ["upload", "merge", "mergeOrUpload", "delete"] as const;
type Action = (typeof actions)[number];

const mostActions = 32_000;

/** What became of one document of a batch. */
export interface IndexingResult {
  readonly key: string;
  readonly status: boolean;
  readonly errorMessage: string | null;
  readonly statusCode: number;
}

interface Step {
  readonly action: Action;
  readonly key: string;
  readonly document: JsonObject;
}

function topFields(index: SearchIndex): readonly SearchField[] {
  return [...index.fields].filter(([path]) => !path.includes("/")).map(([, field]) => field);
}

function stepOf(index: SearchIndex, value: unknown, place: number): Step {
  const { "@search.action": wanted, ...document } = objectOf(value);
  const action = actions.find((name) => name === (wanted ?? "upload"));
  if (action === undefined)
    throw invalidRequest(`actions : ${place}: '${String(wanted)}' is not an indexing action.`, "");
  const key = stringOf(document[index.keyField]);
  if (key === undefined || key === "")
    throw invalidRequest(`actions : ${place}: Document key cannot be missing or empty.`, "");
  if (action !== "delete") checkFields(document, topFields(index));
  return { action, key, document };
}

function stepsOf(index: SearchIndex, body: unknown): readonly Step[] {
  const batch = isObject(body) ? body["value"] : undefined;
  if (!Array.isArray(batch) || batch.length === 0)
    throw invalidRequest("actions : The batch holds no indexing action.", "");
  if (batch.length > mostActions)
    throw invalidRequest(`actions : Too many indexing actions in one batch; at most ${mostActions} are allowed.`, "");
  return batch.map((value, place) => stepOf(index, value, place));
}

/** Takes a document out of the index. */
function forget(index: SearchIndex, stored: StoredDocument): void {
  for (const text of index.texts.values()) text.remove(stored.number);
  index.documents.delete(stored.key);
  index.byNumber.delete(stored.number);
}

function vectorsOf(index: SearchIndex, document: JsonObject): ReadonlyMap<string, Float32Array> {
  const vectors = new Map<string, Float32Array>();
  for (const [name, metric] of index.metrics) {
    const value = document[name];
    if (!Array.isArray(value) || value.length === 0) continue;
    const vector = Float32Array.from(value, Number);
    vectors.set(name, metric === "cosine" ? normalized(vector) : vector);
  }
  return vectors;
}

function remember(index: SearchIndex, key: string, document: JsonObject): void {
  const before = index.documents.get(key);
  if (before !== undefined) forget(index, before);
  const number = index.nextNumber;
  index.nextNumber += 1;
  const fields = filledIn(document, topFields(index));
  const stored: StoredDocument = { number, key, fields, vectors: vectorsOf(index, fields) };
  index.documents.set(key, stored);
  index.byNumber.set(number, stored);
  for (const [path, text] of index.texts) {
    const values = valuesAt(fields, path.split("/")).filter((value) => typeof value === "string");
    if (values.length > 0) text.add(number, values.join("\n"));
  }
}

/** What a merge leaves: new values win, objects are merged part by part, lists are replaced. */
function merged(before: JsonObject, after: JsonObject): JsonObject {
  const result: Record<string, unknown> = { ...before };
  for (const [name, value] of Object.entries(after)) {
    const old = before[name];
    result[name] = isObject(value) && isObject(old) ? merged(old, value) : value;
  }
  return result;
}

function apply(index: SearchIndex, { action, key, document }: Step): IndexingResult {
  const done = (statusCode: number): IndexingResult => ({ key, status: true, errorMessage: null, statusCode });
  const failed = (statusCode: number, errorMessage: string): IndexingResult => ({
    key,
    status: false,
    errorMessage,
    statusCode,
  });
  if (!/^[A-Za-z0-9\-=][A-Za-z0-9_\-=]*$/.test(key) || key.length > 1024) {
    return failed(
      400,
      `Invalid document key: '${key}'. Keys can only contain letters, digits, underscore (_), dash (-), or equal sign (=), and may not start with an underscore.`,
    );
  }
  const before = index.documents.get(key);
  if (action === "delete") {
    if (before !== undefined) forget(index, before);
    return done(200);
  }
  if (action === "merge" && before === undefined) return failed(404, "Document not found.");
  const whole = action === "upload" || before === undefined ? document : merged(before.fields, document);
  remember(index, key, whole);
  return done(before === undefined ? 201 : 200);
}

/** Applies a batch in order; throws `SearchFailure` 400 for a batch that cannot be read, and then applies none of it. */
export function indexDocuments(index: SearchIndex, body: unknown): readonly IndexingResult[] {
  return stepsOf(index, body).map((step) => apply(index, step));
}

/** Puts every document of one index into another, as after a change of definition. */
export function moveDocuments(from: SearchIndex, to: SearchIndex): void {
  for (const { key, fields } of from.documents.values()) remember(to, key, fields);
}

/** About how many bytes an index holds, in all and in vectors. */
export function sizesOf(index: SearchIndex): { readonly storageSize: number; readonly vectorIndexSize: number } {
  let [storageSize, vectorIndexSize] = [0, 0];
  for (const { fields, vectors } of index.documents.values()) {
    const plain = Object.entries(fields).filter(([name]) => !isVector(index.fields.get(name) ?? { type: "" }));
    storageSize += JSON.stringify(Object.fromEntries(plain)).length;
    for (const vector of vectors.values()) vectorIndexSize += vector.byteLength;
  }
  return { storageSize: storageSize + vectorIndexSize, vectorIndexSize };
}
