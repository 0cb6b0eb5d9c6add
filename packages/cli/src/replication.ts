import { type TimeSource, waitUntil } from "@entrakit/auth-core/transport";

import { CliError } from "./errors.ts";

/** Waits between two looks at a directory that has not caught up: 62 seconds in all. */
const waits = [500, 1000, 2000, 4000, 7500, 12_000, 15_000, 20_000] as const;

/**
 * Whether an error can mean that a copy of the directory has not heard yet of an object that was just created.
 *
 * Source: learn.microsoft.com/entra/architecture/architecture (eventual consistency);
 * learn.microsoft.com/azure/role-based-access-control/troubleshooting (PrincipalNotFound).
 */
function isReplicationLag(error: unknown): boolean {
  if (!CliError.isInstance(error)) return false;
  if (error.code === "not_found") return true;
  if (error.status !== 400) return false;
  return (
    error.serviceCode === "PrincipalNotFound" ||
    error.serviceCode === "NoBackingApplicationObject" ||
    /does not exist|was not found|does not reference a valid|not a valid reference/i.test(
      `${error.message} ${error.why ?? ""}`,
    )
  );
}

/** Repeats work while {@link isReplicationLag} fits its failure and waits are left; then the failure stands. */
export async function untilReplicated<T>(
  work: () => Promise<T>,
  {
    time,
    signal,
    progress,
  }: { time: TimeSource; signal?: AbortSignal | undefined; progress: (detail: string) => void },
): Promise<T> {
  for (const wait of waits) {
    try {
      return await work();
    } catch (error) {
      if (!isReplicationLag(error)) throw error;
      progress("waiting until the directory knows the new object everywhere");
      await waitUntil(time.now() + wait, time, signal);
    }
  }
  return work();
}
