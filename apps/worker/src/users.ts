import { createGraph, type Page } from "@entrakit/graph-kit";

import { credentialOf } from "./credential.ts";
import type { Environment } from "./environment.ts";
import { permissions } from "./names.ts";
import { streamOf } from "./stream.ts";

interface Person {
  readonly displayName?: string | null;
  readonly mail?: string | null;
}

/** `{"users":[…]}`, a piece for each page, so that no more than one page is held. */
async function* asJson(pages: AsyncIterable<Page<Person>>): AsyncGenerator<string> {
  let before = '{"users":[';
  for await (const page of pages) {
    const people = page.value.map(({ displayName, mail }) =>
      JSON.stringify({ displayName: displayName ?? "", mail: mail ?? null }),
    );
    if (people.length === 0) continue;
    yield before + people.join(",");
    before = ",";
  }
  yield before === "," ? "]}" : `${before}]}`;
}

/** Everybody in the directory, written while Graph is read. */
export async function listUsers(environment: Environment, signal: AbortSignal): Promise<Response> {
  const graph = createGraph({ credential: await credentialOf(environment), permissions });
  const pages = graph.list("/users", { select: ["displayName", "mail"], top: 999, signal }).byPage();
  return new Response(await streamOf(asJson(pages)), { headers: { "content-type": "application/json" } });
}
