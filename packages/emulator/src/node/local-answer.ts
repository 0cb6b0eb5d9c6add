import { isObject } from "../json.ts";

/** Names whose values say who spoke, not where to go: they stay Microsoft's. */
const identities: ReadonlySet<string> = new Set(["issuer", "iss", "aud", "resource", "@odata.context"]);

function localText(text: string, origins: ReadonlyMap<string, string>): string {
  const [whole, hostname = "", rest = ""] = /^https:\/\/([^/?#]+)(.*)$/s.exec(text) ?? [];
  const origin = whole === undefined ? undefined : origins.get(hostname);
  return origin === undefined ? text : origin + rest;
}

function localValue(value: unknown, origins: ReadonlyMap<string, string>): unknown {
  if (typeof value === "string") return localText(value, origins);
  if (Array.isArray(value)) return value.map((entry) => localValue(entry, origins));
  if (!isObject(value)) return value;
  const entries = Object.entries(value).map(([name, entry]) => [
    name,
    identities.has(name) ? entry : localValue(entry, origins),
  ]);
  return Object.fromEntries(entries);
}

/** An answer whose addresses lead to the local ports: in JSON bodies and in `location`. Streams pass as they are. */
export async function localAnswer(response: Response, origins: ReadonlyMap<string, string>): Promise<Response> {
  const headers = new Headers(response.headers);
  const location = headers.get("location");
  if (location !== null) headers.set("location", localText(location, origins));
  const isJson = /^application\/(?:[\w.+-]+\+)?json\b/.test(headers.get("content-type") ?? "");
  if (!isJson || response.body === null) return new Response(response.body, { status: response.status, headers });
  const text = await response.text();
  const body = text === "" ? "" : JSON.stringify(localValue(JSON.parse(text), origins));
  headers.delete("content-length");
  return new Response(body, { status: response.status, headers });
}
