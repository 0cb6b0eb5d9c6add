import { type JsonObject, isObject } from "../json.ts";
import { invalidRequest } from "./failure.ts";
import { isCollection, isComplex, isVector } from "./fields.ts";
import type { SearchField } from "./state.ts";

const isWhole = (value: unknown): boolean => typeof value === "number" && Number.isInteger(value);

const members: Readonly<Record<string, (value: unknown) => boolean>> = {
  "Edm.String": (value) => typeof value === "string",
  "Edm.Int32": isWhole,
  "Edm.Int64": isWhole,
  "Edm.Double": (value) => typeof value === "number" || value === "NaN" || value === "INF" || value === "-INF",
  "Edm.Boolean": (value) => typeof value === "boolean",
  "Edm.DateTimeOffset": (value) =>
    typeof value === "string" && /(Z|[+-]\d{2}:\d{2})$/i.test(value) && !Number.isNaN(Date.parse(value)),
  "Edm.GeographyPoint": (value) => isObject(value) && value["type"] === "Point" && Array.isArray(value["coordinates"]),
};

function cannotConvert(value: unknown, type: string): never {
  const literal = typeof value === "string" ? value : JSON.stringify(value);
  throw invalidRequest(`Cannot convert the literal '${literal}' to the expected type '${type}'.`, "");
}

function vectorLength(field: SearchField, value: readonly unknown[]): void {
  if (value.length === field.dimensions && value.every((member) => typeof member === "number")) return;
  const message =
    `The vector field '${field.name}', with dimension '${field.dimensions ?? 0}', expects a length of '${field.dimensions ?? 0}'. ` +
    `However, the provided vector has a length of '${value.length}'. Please ensure that the vector length matches the expected length of the vector field. ` +
    "Read the following documentation for more details: 'https://aka.ms/vector-search'.";
  throw invalidRequest(message, "");
}

function checkOne(field: SearchField, type: string, value: unknown): void {
  if (type === "Edm.ComplexType") {
    if (!isObject(value)) cannotConvert(value, type);
    checkFields(value, field.fields);
  } else if (members[type]?.(value) !== true) {
    cannotConvert(value, type);
  }
}

function checkValue(field: SearchField, value: unknown): void {
  if (!isCollection(field)) {
    if (value !== null) checkOne(field, field.type, value);
    return;
  }
  if (value === null && isVector(field)) return;
  if (!Array.isArray(value)) return cannotConvert(value, field.type);
  if (isVector(field)) return vectorLength(field, value);
  const type = field.type.slice("Collection(".length, -1);
  for (const member of value) checkOne(field, type, member);
}

/** Refuses a document that holds a property which the index has not, or a value of another type. */
export function checkFields(document: JsonObject, fields: readonly SearchField[]): void {
  for (const [name, value] of Object.entries(document)) {
    if (name.startsWith("@")) continue;
    const field = fields.find((candidate) => candidate.name === name);
    if (field === undefined) {
      throw invalidRequest(
        `The property '${name}' does not exist on type 'search.documentFields' or is not present in the API version of the request. Make sure to only use property names that are defined by the type.`,
        "",
      );
    }
    checkValue(field, value);
  }
}

/** A document with every field there: what was left out is null, or an empty list. */
export function filledIn(document: JsonObject, fields: readonly SearchField[]): JsonObject {
  return Object.fromEntries(
    fields.map((field) => {
      const value = document[field.name];
      if (value === undefined) return [field.name, isCollection(field) && !isVector(field) ? [] : null];
      return [field.name, isComplex(field) && isObject(value) ? filledIn(value, field.fields) : value];
    }),
  );
}

/** Every value at a path of a document; lists on the way are gone through. */
export function valuesAt(document: unknown, path: readonly string[]): readonly unknown[] {
  if (Array.isArray(document)) return document.flatMap((member: unknown) => valuesAt(member, path));
  const [name, ...rest] = path;
  if (name === undefined) return document === null || document === undefined ? [] : [document];
  return isObject(document) ? valuesAt(document[name], rest) : [];
}
