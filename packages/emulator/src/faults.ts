/** A fault that the tenant answers with instead of doing the work. */
export interface Fault {
  /** Only requests of this method; any when left out. */
  readonly method?: string;
  /** Only requests to this host; any when left out. */
  readonly host?: string;
  /** Only requests whose path matches; any when left out. */
  readonly path?: RegExp;
  /** How many requests meet the fault before it is used up; 1 when left out. */
  readonly times?: number;
  /** The answer's status. */
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** The answer's body; an object is sent as JSON. */
  readonly body?: string | object;
}

/** The faults that wait for their request. */
export interface FaultPlan {
  add(fault: Fault): void;
  /** The answer of the first fault that fits, or undefined. */
  take(request: Request): Response | undefined;
  clear(): void;
}

function fits(fault: Fault, request: Request, url: URL): boolean {
  return (
    (fault.method === undefined || fault.method === request.method) &&
    (fault.host === undefined || fault.host === url.hostname) &&
    (fault.path === undefined || fault.path.test(url.pathname))
  );
}

function answer(fault: Fault): Response {
  const isObject = typeof fault.body === "object";
  const headers = new Headers(isObject ? { "content-type": "application/json" } : {});
  for (const [name, value] of Object.entries(fault.headers ?? {})) headers.set(name, value);
  return new Response(isObject ? JSON.stringify(fault.body) : (fault.body ?? null), { status: fault.status, headers });
}

/** Makes an empty plan. */
export function createFaultPlan(): FaultPlan {
  const waiting: { fault: Fault; left: number }[] = [];
  return {
    add: (fault) => void waiting.push({ fault, left: fault.times ?? 1 }),
    take(request) {
      const url = new URL(request.url);
      const index = waiting.findIndex(({ fault }) => fits(fault, request, url));
      const found = waiting[index];
      if (found === undefined) return undefined;
      found.left -= 1;
      if (found.left === 0) waiting.splice(index, 1);
      return answer(found.fault);
    },
    clear: () => void waiting.splice(0),
  };
}
