/** A JSON object that nobody vouches for. */
export type Json = Readonly<Record<string, unknown>>;

function isJson(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The objects of the list under a name. */
export function listAt(json: Json, name: string): readonly Json[] {
  const value = json[name];
  if (!Array.isArray(value)) throw new TypeError(`${name} is no list`);
  return value.filter(isJson);
}

/** The text under a name. */
export function textAt(json: Json, name: string): string {
  const value = json[name];
  if (typeof value !== "string") throw new TypeError(`${name} is no text`);
  return value;
}

/** A JSON text as an object; an empty one for an empty text. */
export function parseJson(text: string): Json {
  const value: unknown = text === "" ? {} : JSON.parse(text);
  if (!isJson(value)) throw new TypeError("the answer is no object");
  return value;
}

/** Carries a request to whoever answers it. */
export type Carrier = (request: Request) => Promise<Response>;

/** What a request brings along, and who carries it: the platform's `fetch` where nobody is named. */
export interface RestInit {
  readonly token?: string;
  readonly body?: object | URLSearchParams;
  readonly carrier?: Carrier;
}

/** Sends one request as the documentation writes it, and gives the answer's JSON. */
export async function rest(method: string, url: string, init: RestInit = {}): Promise<Json> {
  const { token, body, carrier = (request: Request) => fetch(request) } = init;
  const headers = new Headers(token === undefined ? {} : { authorization: `Bearer ${token}` });
  if (body !== undefined && !(body instanceof URLSearchParams)) headers.set("content-type", "application/json");
  const payload = body instanceof URLSearchParams ? body : JSON.stringify(body);
  const request = new Request(url, { method, headers, ...(payload === undefined ? {} : { body: payload }) });
  const response = await carrier(request);
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${url} was answered ${response.status}: ${text}`);
  return parseJson(text);
}

/** The claims of a token, unverified. */
export function claimsOf(token: string): Json {
  const payload = (token.split(".")[1] ?? "").replaceAll("-", "+").replaceAll("_", "/");
  return parseJson(new TextDecoder().decode(Uint8Array.from(atob(payload), (character) => character.charCodeAt(0))));
}

/** The application permissions of a token, sorted. */
export function rolesIn(token: string): readonly string[] {
  const { roles } = claimsOf(token);
  return Array.isArray(roles) ? roles.map(String).sort() : [];
}
