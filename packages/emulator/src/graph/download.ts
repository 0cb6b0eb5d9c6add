import type { Tenant } from "../tenant.ts";

/** The bytes that a `Range` header asks for, or undefined when it asks for none that exist. */
function rangeOf(header: string, size: number): { readonly from: number; readonly to: number } | undefined {
  const [, first = "", last = ""] = /^bytes=(\d*)-(\d*)$/.exec(header) ?? [];
  if (first === "" && last === "") return undefined;
  const from = first === "" ? Math.max(0, size - Number(last)) : Number(first);
  const to = first === "" || last === "" ? size - 1 : Math.min(Number(last), size - 1);
  return from <= to ? { from, to } : undefined;
}

function unauthorized(why: string): Response {
  return new Response(`401 UNAUTHORIZED: ${why}`, {
    status: 401,
    headers: { "content-type": "text/plain; charset=utf-8" },
  });
}

/**
 * Answers SharePoint's pre-authenticated download addresses: the query's token is the whole authorization.
 *
 * A client that also sends `Authorization` shows its Graph token to another service; that is recorded as a violation and
 * refused. Source: learn.microsoft.com/graph/api/driveitem-get-content ("pre-authenticated download URLs").
 */
export function answerDownload(request: Request, tenant: Tenant): Response {
  const url = new URL(request.url);
  if (request.headers.has("authorization")) {
    const detail = `${url.hostname} was shown an Authorization header at a pre-authenticated address.`;
    tenant.log.violate({ time: tenant.clock.now(), kind: "credential-to-wrong-host", detail });
    return unauthorized("a pre-authenticated address takes no Authorization header");
  }
  if (!url.pathname.endsWith("/_layouts/15/download.aspx") || request.method !== "GET") {
    const message = `The emulator plays only the downloads of ${url.hostname}.`;
    return Response.json({ error: { code: "NotImplemented", message } }, { status: 501 });
  }
  const ticket = tenant.content.downloads.get(url.searchParams.get("tempauth") ?? "");
  if (ticket === undefined) return unauthorized("the address carries no token that was given out");
  if (ticket.expiresAt <= tenant.clock.now()) return unauthorized("the address has expired");
  const item = tenant.content.drives.get(ticket.driveId)?.items.get(ticket.itemId);
  if (item === undefined || item.content === null || item.uniqueId !== url.searchParams.get("UniqueId")) {
    return new Response("404 FILE NOT FOUND", {
      status: 404,
      headers: { "content-type": "text/plain; charset=utf-8" },
    });
  }
  const headers = new Headers({
    "content-type": item.mimeType ?? "application/octet-stream",
    "content-disposition": `attachment; filename*=UTF-8''${encodeURIComponent(item.name)}`,
    "accept-ranges": "bytes",
    etag: `"{${item.uniqueId.toUpperCase()}},${item.version}"`,
  });
  const wanted = request.headers.get("range");
  const size = item.content.length;
  if (wanted === null) return new Response(new Uint8Array(item.content), { headers });
  const range = rangeOf(wanted, size);
  if (range === undefined) return new Response(null, { status: 416, headers: { "content-range": `bytes */${size}` } });
  headers.set("content-range", `bytes ${range.from}-${range.to}/${size}`);
  return new Response(item.content.slice(range.from, range.to + 1), { status: 206, headers });
}
