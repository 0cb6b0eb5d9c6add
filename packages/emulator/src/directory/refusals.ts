import { GraphFailure } from "../graph/failure.ts";

/** A request that the directory cannot carry out as it stands. */
export function directoryBadRequest(message: string): GraphFailure {
  return new GraphFailure(400, "Request_BadRequest", message);
}

/** An object that is not there. */
export function resourceNotFound(name: string): GraphFailure {
  return new GraphFailure(
    404,
    "Request_ResourceNotFound",
    `Resource '${name}' does not exist or one of its queried reference-property objects are not present.`,
  );
}
