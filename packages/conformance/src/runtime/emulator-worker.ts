import { refuseHost } from "@entrakit/emulator";

import { createTenantControl } from "../tenant-control.ts";
import { answerControl, controlHost } from "./control-wire.ts";

const control = createTenantControl();

async function answer(request: Request): Promise<Response> {
  const { hostname } = new URL(request.url);
  if (hostname === controlHost) return answerControl(control, request);
  const { tenant } = control;
  // An answer that is given while the body is still on its way, as a fault's is, breaks the connection.
  const { method } = request;
  const whole = request.body === null ? request : new Request(request, { method, body: await request.arrayBuffer() });
  return tenant.owns(hostname) ? tenant.fetch(whole) : refuseHost(tenant, whole);
}

interface FetchHandler {
  fetch(request: Request): Promise<Response>;
}

/** The tenant as the Worker that all requests of the isolate under test go to. */
const worker: FetchHandler = { fetch: answer };
// oxlint-disable-next-line import/no-default-export -- workerd takes the handler from the default export
export default worker;
