import type { Tenant } from "../../src/index.ts";

/** A tenant that answers everything with a stream: its second part is sent when the first has arrived. */
export interface SlowTenant {
  readonly tenant: Tenant;
  release(): void;
}

export function slowTenant(base: Tenant): SlowTenant {
  let release = (): void => {};
  const gate = new Promise<void>((resolve) => {
    release = resolve;
  });
  const encoder = new TextEncoder();
  const body = (): ReadableStream<Uint8Array> =>
    new ReadableStream({
      async start(controller) {
        controller.enqueue(encoder.encode("data: first\n\n"));
        await gate;
        controller.enqueue(encoder.encode("data: second\n\n"));
        controller.close();
      },
    });
  const headers = { "content-type": "text/event-stream" };
  return { tenant: { ...base, fetch: async () => new Response(body(), { headers }) }, release: () => release() };
}

/** Reads the first part, lets the second go, and gives both: a way in that gathers the whole body never returns. */
export async function readParts(response: Response, release: () => void): Promise<string[]> {
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  const parts: string[] = [];
  for (let part = await reader?.read(); part !== undefined && !part.done; part = await reader?.read()) {
    parts.push(part.value);
    release();
  }
  return parts;
}
