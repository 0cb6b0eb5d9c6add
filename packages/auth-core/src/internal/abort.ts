/** The part of a signal that waiting needs; `AbortSignal` and Azure's `AbortSignalLike` both have it. */
interface Abortable {
  readonly aborted: boolean;
  readonly reason?: unknown;
  addEventListener(type: "abort", listener: () => void): void;
  removeEventListener(type: "abort", listener: () => void): void;
}

/** Why a signal aborted: its reason, or the platform's `AbortError` where the signal has none. */
export function abortReason(signal: Abortable): unknown {
  return signal.reason ?? new DOMException("This operation was aborted", "AbortError");
}

/** Settles as the work does, or rejects as soon as the signal aborts; the work itself goes on. */
export function untilAborted<T>(work: Promise<T>, signal: Abortable | null | undefined): Promise<T> {
  if (!signal) return work;
  return new Promise((resolve, reject) => {
    const onAbort = (): void => reject(abortReason(signal));
    if (signal.aborted) onAbort();
    else signal.addEventListener("abort", onAbort);
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", onAbort));
  });
}
