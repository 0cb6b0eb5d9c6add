import type { Fault } from "@entrakit/emulator";

import type { TenantControl } from "../tenant-control.ts";

/** The host that the control of a tenant in another isolate answers at. The domain `test` belongs to nobody (RFC 6761). */
export const controlHost = "control.entrakit.test";

/** A fault as JSON carries it: its path as the source of the regular expression. */
interface WireFault extends Omit<Fault, "path"> {
  readonly path?: string;
}

/** What the methods take, together. */
interface WireParameters {
  readonly seed?: string;
  readonly fault?: WireFault;
  readonly milliseconds?: number;
}

function toWire({ path, ...fault }: Fault): WireFault {
  return path === undefined ? fault : { ...fault, path: path.source };
}

function fromWire({ path, ...fault }: WireFault): Fault {
  return path === undefined ? fault : { ...fault, path: new RegExp(path) };
}

async function call<Result>(name: keyof TenantControl, parameters: WireParameters = {}): Promise<Result> {
  const response = await fetch(`https://${controlHost}/${name}`, { method: "POST", body: JSON.stringify(parameters) });
  if (!response.ok) throw new Error(`${name}: ${await response.text()}`);
  return response.json();
}

/** The control of a tenant that lives where this isolate's requests go. */
export const remoteControl: TenantControl = {
  open: (seed) => call("open", { seed }),
  requests: () => call("requests"),
  violations: () => call("violations"),
  fault: (fault) => call("fault", { fault: toWire(fault) }),
  advance: (milliseconds) => call("advance", { milliseconds }),
};

/** Answers what {@link remoteControl} asks. */
export async function answerControl(control: TenantControl, request: Request): Promise<Response> {
  const { seed = "", fault, milliseconds = 0 }: WireParameters = await request.json();
  const methods: Readonly<Record<keyof TenantControl, () => Promise<unknown>>> = {
    open: () => control.open(seed),
    requests: () => control.requests(),
    violations: () => control.violations(),
    fault: async () => (fault === undefined ? undefined : control.fault(fromWire(fault))),
    advance: () => control.advance(milliseconds),
  };
  const method = Object.entries(methods).find(([name]) => `/${name}` === new URL(request.url).pathname)?.[1];
  if (method === undefined) return new Response("there is no such method", { status: 404 });
  return Response.json((await method()) ?? null);
}
