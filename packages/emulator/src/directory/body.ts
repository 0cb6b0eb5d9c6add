import { badRequest } from "../graph/failure.ts";
import type { GraphCall } from "../graph/route.ts";
import { type JsonObject, isObject, readJson } from "../json.ts";

/**
 * The object in a request's body.
 *
 * @throws {GraphFailure} 400 when the body is not a JSON object.
 */
export async function bodyOf(call: GraphCall): Promise<JsonObject> {
  const body = await readJson(call.request);
  if (isObject(body)) return body;
  throw badRequest(
    "Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON format.",
  );
}

/** Whether the client asked a PATCH to make what is not there (upsert). */
export function createsIfMissing(call: GraphCall): boolean {
  return (call.request.headers.get("prefer") ?? "").split(",").some((word) => word.trim() === "create-if-missing");
}
