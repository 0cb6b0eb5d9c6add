import type { Surface } from "../surface.ts";
import type { Tenant } from "../tenant.ts";
import { refuse } from "./access.ts";
import { SearchFailure, notEmulated } from "./failure.ts";
import { namesIn, searchRoutes } from "./routes.ts";
import { openService } from "./seed.ts";
import type { SearchService } from "./state.ts";

const domain = ".search.windows.net";

/** The service that a host name is of: known already, or made since by Resource Manager. */
function serviceAt(tenant: Tenant, hostname: string): SearchService | undefined {
  const name = hostname.slice(0, -domain.length).toLowerCase();
  const known = tenant.search.services.get(name);
  if (known !== undefined) return known;
  for (const resource of tenant.arm.resources.values()) {
    if (resource.type.toLowerCase() === "microsoft.search/searchservices" && resource.name.toLowerCase() === name) {
      return openService(tenant, resource.name, resource.id);
    }
  }
  return undefined;
}

/** GA versions whose shapes the emulator speaks, and every preview. */
function isKnownVersion(version: string): boolean {
  return (
    ["2023-11-01", "2024-07-01", "2025-09-01", "2026-04-01"].includes(version) ||
    /^20\d{2}-\d{2}-\d{2}-preview$/i.test(version)
  );
}

function checkVersion(url: URL): void {
  const version = url.searchParams.get("api-version");
  if (version === null || version === "") {
    throw new SearchFailure(
      400,
      "The api-version query parameter (?api-version=) is required for all requests.",
      "MissingApiVersionParameter",
    );
  }
  if (!isKnownVersion(version)) {
    throw new SearchFailure(
      400,
      `The emulator does not know the api-version '${version}' of AI Search.`,
      "InvalidApiVersionParameter",
    );
  }
}

async function answer(request: Request, tenant: Tenant): Promise<Response> {
  const url = new URL(request.url);
  const service = serviceAt(tenant, url.hostname);
  if (service === undefined) throw new SearchFailure(404, `The tenant has no search service at ${url.hostname}.`);
  checkVersion(url);
  const path = url.pathname
    .replace(/%27/gi, "'")
    .replace(/%28/g, "(")
    .replace(/%29/g, ")")
    .replace(/%24/g, "$")
    .replace(/\/+$/, "");
  for (const route of searchRoutes) {
    const found = route.method === request.method ? route.path.exec(path) : null;
    if (found === null) continue;
    const names = namesIn(found.groups ?? {});
    const need = { action: route.action, index: names.indexName === "" ? undefined : names.indexName };
    return (await refuse(tenant, request, service, need)) ?? route.handle({ request, url, service, ...names });
  }
  throw notEmulated(`${request.method} ${path} of AI Search`);
}

async function answerOrFail(request: Request, tenant: Tenant): Promise<Response> {
  try {
    return await answer(request, tenant);
  } catch (error) {
    if (!(error instanceof SearchFailure)) throw error;
    return Response.json({ error: { code: error.code, message: error.message } }, { status: error.status });
  }
}

/** Azure AI Search: indexes and their documents, full text, vectors and both fused. */
export const searchSurface: Surface = {
  name: "search",
  owns: (hostname) => hostname.endsWith(domain),
  async handle(request, tenant) {
    const started = performance.now();
    const response = await answerOrFail(request, tenant);
    const headers = new Headers(response.headers);
    headers.set("request-id", request.headers.get("x-ms-client-request-id") ?? crypto.randomUUID());
    headers.set("elapsed-time", String(Math.round(performance.now() - started)));
    headers.set("odata-version", "4.0");
    return new Response(response.body, { status: response.status, headers });
  },
};
