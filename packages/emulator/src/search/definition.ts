import { type JsonObject, isObject, listOf, objectOf, stringOf } from "../json.ts";
import { analyzerOf } from "./analyzers.ts";
import { SearchFailure, invalidRequest, notEmulated } from "./failure.ts";
import { byPath, fieldsOf, isVector, metricsOf } from "./fields.ts";
import type { SearchField, SearchIndex } from "./state.ts";
import { createTextIndex } from "./text-index.ts";

/** A field as the service shows it: every attribute written out. */
function shown(source: JsonObject, field: SearchField): JsonObject {
  const parts = listOf(source["fields"]).map(objectOf);
  const {
    name,
    type,
    key,
    retrievable,
    searchable,
    filterable,
    sortable,
    facetable,
    analyzer,
    dimensions,
    vectorSearchProfile,
  } = field;
  if (field.fields.length > 0) {
    return { name, type, fields: field.fields.map((part, index) => shown(parts[index] ?? {}, part)) };
  }
  const attributes = {
    searchable,
    filterable,
    retrievable,
    stored: source["stored"] ?? true,
    sortable,
    facetable,
    key,
  };
  const rest = {
    analyzer,
    searchAnalyzer: source["searchAnalyzer"] ?? null,
    indexAnalyzer: source["indexAnalyzer"] ?? null,
  };
  const vector = { dimensions, vectorSearchProfile, vectorEncoding: source["vectorEncoding"] ?? null };
  return { name, type, ...attributes, ...rest, ...vector, synonymMaps: source["synonymMaps"] ?? [] };
}

function refuseUnplayed(definition: JsonObject): void {
  if (definition["permissionFilterOption"] === "enabled")
    throw notEmulated("document-level permissions (permissionFilterOption)");
  for (const name of ["analyzers", "tokenizers", "tokenFilters", "charFilters", "normalizers"]) {
    if (listOf(definition[name]).length > 0) throw notEmulated(`custom analysis (${name})`);
  }
}

function checkName(name: string): void {
  if (/^(?!-)(?!.*--)[a-z0-9-]{2,128}(?<!-)$/.test(name)) return;
  const rule =
    "Index name must only contain lowercase letters, digits or dashes, cannot start or end with dashes and is limited to 128 characters.";
  throw invalidRequest(`definition : Error(s): Invalid index name: '${name}'. ${rule}`, "InvalidName");
}

/** Makes an empty index of a definition; throws `SearchFailure` 400 where the service would refuse it. */
export function indexOf(definition: JsonObject): SearchIndex {
  const name = stringOf(definition["name"]) ?? "";
  checkName(name);
  refuseUnplayed(definition);
  const fields = fieldsOf(definition);
  const paths = byPath(fields);
  const metrics = metricsOf(fields, definition);
  const sources = listOf(definition["fields"]).map(objectOf);
  const etag = `"0x${crypto.randomUUID().replaceAll("-", "").slice(0, 15).toUpperCase()}"`;
  const own = { "@odata.etag": etag, name, fields: fields.map((field, index) => shown(sources[index] ?? {}, field)) };
  const usual = {
    scoringProfiles: [],
    corsOptions: null,
    suggesters: [],
    analyzers: [],
    tokenizers: [],
    tokenFilters: [],
    charFilters: [],
  };
  const texts = [...paths].filter(([, field]) => field.searchable && !isVector(field));
  return {
    name,
    definition: { ...usual, ...definition, ...own },
    etag,
    fields: paths,
    keyField: fields.find((field) => field.key)?.name ?? "",
    metrics,
    documents: new Map(),
    byNumber: new Map(),
    texts: new Map(texts.map(([path, field]) => [path, createTextIndex(analyzerOf(field.analyzer))])),
    nextNumber: 0,
  };
}

const fixed = ["type", "key", "searchable", "filterable", "sortable", "facetable", "analyzer", "dimensions"] as const;

/** Refuses a definition that changes what an existing field is; new fields, and changes beside the fields, are allowed. */
export function checkUpdate(before: SearchIndex, after: SearchIndex): void {
  for (const [path, field] of before.fields) {
    const now = after.fields.get(path);
    if (now !== undefined && fixed.every((name) => now[name] === field[name])) continue;
    const what = now === undefined ? "deleted" : "changed";
    throw new SearchFailure(400, `Existing field '${path}' cannot be ${what}.`, "OperationNotAllowed");
  }
}

/** The definition in a request's body. */
export function definitionIn(body: unknown): JsonObject {
  if (!isObject(body)) throw invalidRequest("definition : The body is not JSON.");
  return body;
}
