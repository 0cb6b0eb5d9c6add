import { type JsonObject, listOf, objectOf, stringOf } from "../json.ts";
import { invalidRequest, notEmulated } from "./failure.ts";
import type { SearchField, VectorMetric } from "./state.ts";

const simple = [
  "Edm.String",
  "Edm.Int32",
  "Edm.Int64",
  "Edm.Double",
  "Edm.Boolean",
  "Edm.DateTimeOffset",
  "Edm.GeographyPoint",
] as const;
const vectorMembers = ["Edm.Single", "Edm.Half", "Edm.Int16", "Edm.SByte"] as const;

const types: ReadonlySet<string> = new Set([
  ...simple,
  ...simple.map((type) => `Collection(${type})`),
  ...vectorMembers.map((type) => `Collection(${type})`),
  "Edm.ComplexType",
  "Collection(Edm.ComplexType)",
]);

/** Whether a field holds vectors. */
export function isVector(field: Pick<SearchField, "type">): boolean {
  return vectorMembers.some((type) => field.type === `Collection(${type})`);
}

/** Whether a field holds an object or objects. */
export function isComplex(field: Pick<SearchField, "type">): boolean {
  return field.type.includes("Edm.ComplexType");
}

/** Whether a field holds a list. */
export function isCollection(field: Pick<SearchField, "type">): boolean {
  return field.type.startsWith("Collection(");
}

function isText(type: string): boolean {
  return type === "Edm.String" || type === "Collection(Edm.String)";
}

/** What an attribute is when the definition leaves it out. */
function defaults(type: string): Pick<SearchField, "searchable" | "filterable" | "sortable" | "facetable"> {
  if (isVector({ type })) return { searchable: true, filterable: false, sortable: false, facetable: false };
  if (isComplex({ type })) return { searchable: false, filterable: false, sortable: false, facetable: false };
  return {
    searchable: isText(type),
    filterable: true,
    sortable: !isCollection({ type }),
    facetable: type !== "Edm.GeographyPoint",
  };
}

function fail(path: string, what: string): never {
  throw invalidRequest(`definition : Error(s): The field '${path}' ${what}`, "InvalidField");
}

function flag(field: JsonObject, name: string, path: string, byDefault: boolean): boolean {
  const value = field[name];
  if (value === undefined || value === null) return byDefault;
  if (typeof value !== "boolean") return fail(path, `has a '${name}' that is neither true nor false.`);
  return value;
}

function dimensionsOf(field: JsonObject, type: string, path: string): number | null {
  const { dimensions } = field;
  if (!isVector({ type }))
    return dimensions === undefined || dimensions === null
      ? null
      : fail(path, "is no vector field, so it cannot have 'dimensions'.");
  if (typeof dimensions === "number" && Number.isInteger(dimensions) && dimensions >= 2 && dimensions <= 4096)
    return dimensions;
  return fail(path, "is a vector field and needs 'dimensions' between 2 and 4096.");
}

function check(field: SearchField, path: string, isTop: boolean): void {
  const whole = field.type === "Edm.String";
  if (field.key && !(whole && isTop))
    fail(path, "cannot be the key: the key must be a top-level field of type 'Edm.String'.");
  if (field.key && !field.retrievable) fail(path, "is the key, so it must be retrievable.");
  if (field.searchable && !isText(field.type) && !isVector(field))
    fail(path, `of type '${field.type}' cannot be searchable.`);
  if (field.sortable && isCollection(field)) fail(path, "is a collection, so it cannot be sortable.");
  if (field.facetable && field.type.includes("GeographyPoint"))
    fail(path, "is a geography point, so it cannot be facetable.");
  if (isVector(field) && (field.filterable || field.sortable || field.facetable))
    fail(path, "is a vector field: it cannot be filterable, sortable or facetable.");
  if (isVector(field) && field.vectorSearchProfile === null)
    fail(path, "is a vector field and needs a 'vectorSearchProfile'.");
}

function fieldOf(value: unknown, prefix: string): SearchField {
  const source = objectOf(value);
  const name = stringOf(source["name"]) ?? "";
  const path = `${prefix}${name}`;
  if (!/^[A-Za-z][A-Za-z0-9_]{0,127}$/.test(name))
    fail(path, "has an invalid name: it must start with a letter and hold letters, digits or underscores.");
  const type = stringOf(source["type"]) ?? "";
  if (!types.has(type)) fail(path, `has the type '${type}', which is not a type of the service.`);
  if (source["permissionFilter"] !== undefined && source["permissionFilter"] !== null)
    throw notEmulated("document-level permissions (permissionFilter)");
  if (source["normalizer"] !== undefined && source["normalizer"] !== null) throw notEmulated("normalizers");
  const usual = defaults(type);
  const parts = listOf(source["fields"]).map((part) => fieldOf(part, `${path}/`));
  if (isComplex({ type }) && parts.length === 0)
    fail(path, "is of a complex type and needs at least one part in 'fields'.");
  const field: SearchField = {
    name,
    type,
    key: flag(source, "key", path, false),
    retrievable: flag(source, "retrievable", path, true),
    searchable: flag(source, "searchable", path, usual.searchable),
    filterable: flag(source, "filterable", path, usual.filterable),
    sortable: flag(source, "sortable", path, usual.sortable && !path.includes("/")),
    facetable: flag(source, "facetable", path, usual.facetable),
    analyzer: stringOf(source["analyzer"]) ?? stringOf(source["indexAnalyzer"]) ?? null,
    dimensions: dimensionsOf(source, type, path),
    vectorSearchProfile: stringOf(source["vectorSearchProfile"]) ?? null,
    fields: parts,
  };
  check(field, path, prefix === "");
  return field;
}

/** The fields of a definition, checked as the service checks them; throws `SearchFailure` 400 with the field's name. */
export function fieldsOf(definition: JsonObject): readonly SearchField[] {
  const fields = listOf(definition["fields"]).map((field) => fieldOf(field, ""));
  const names = new Set<string>();
  for (const { name } of fields) {
    if (names.has(name.toLowerCase())) fail(name, "is defined twice.");
    names.add(name.toLowerCase());
  }
  const keys = fields.filter((field) => field.key).length;
  if (keys !== 1)
    throw invalidRequest(
      `definition : Error(s): The index must have exactly one key field, but ${keys} were found.`,
      "InvalidField",
    );
  return fields;
}

/** Every field by its path, complex ones with their parts. */
export function byPath(fields: readonly SearchField[], prefix = ""): ReadonlyMap<string, SearchField> {
  const found = new Map<string, SearchField>();
  for (const field of fields) {
    found.set(`${prefix}${field.name}`, field);
    for (const [path, part] of byPath(field.fields, `${prefix}${field.name}/`)) found.set(path, part);
  }
  return found;
}

/** How each vector field's vectors are compared: by its profile's algorithm. */
export function metricsOf(fields: readonly SearchField[], definition: JsonObject): ReadonlyMap<string, VectorMetric> {
  const vectorSearch = objectOf(definition["vectorSearch"]);
  const profiles = listOf(vectorSearch["profiles"]).map(objectOf);
  const algorithms = listOf(vectorSearch["algorithms"]).map(objectOf);
  const metrics = new Map<string, VectorMetric>();
  for (const field of fields.filter(isVector)) {
    const profile = profiles.find(({ name }) => name === field.vectorSearchProfile);
    if (profile === undefined)
      fail(
        field.name,
        `refers to the vector search profile '${field.vectorSearchProfile ?? ""}', which the definition does not hold.`,
      );
    const algorithm = algorithms.find(({ name }) => name === profile["algorithm"]);
    if (algorithm === undefined)
      fail(
        field.name,
        `uses a profile whose algorithm '${String(profile["algorithm"])}' the definition does not hold.`,
      );
    const parameters = objectOf(algorithm["hnswParameters"] ?? algorithm["exhaustiveKnnParameters"]);
    const metric = parameters["metric"] ?? "cosine";
    if (metric !== "cosine" && metric !== "dotProduct" && metric !== "euclidean")
      throw notEmulated(`the vector metric ${JSON.stringify(metric)}`);
    metrics.set(field.name, metric);
  }
  return metrics;
}
