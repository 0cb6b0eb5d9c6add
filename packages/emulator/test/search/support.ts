import { resourcesOf } from "../../src/arm/seed.ts";
import type { Tenant } from "../../src/index.ts";
import { type Answer, appToken, assignRole, newTenant, send, valuesOf } from "../calls.ts";

const audience = "https://search.azure.com";
const version = "api-version=2026-04-01";

/** An index with texts, a vector of four places, and fields to filter, sort and count by. */
export const definition = {
  name: "docs",
  fields: [
    { name: "id", type: "Edm.String", key: true, filterable: true },
    { name: "title", type: "Edm.String", sortable: true },
    { name: "content", type: "Edm.String" },
    { name: "category", type: "Edm.String", facetable: true },
    { name: "year", type: "Edm.Int32" },
    { name: "published", type: "Edm.DateTimeOffset" },
    { name: "groups", type: "Collection(Edm.String)", facetable: true },
    { name: "secret", type: "Edm.String", retrievable: false, filterable: false },
    { name: "address", type: "Edm.ComplexType", fields: [{ name: "city", type: "Edm.String" }] },
    { name: "vector", type: "Collection(Edm.Single)", searchable: true, dimensions: 4, vectorSearchProfile: "exact" },
  ],
  vectorSearch: {
    profiles: [{ name: "exact", algorithm: "hnsw" }],
    algorithms: [{ name: "hnsw", kind: "hnsw", hnswParameters: { metric: "cosine" } }],
  },
} as const;

export const documents = [
  {
    id: "1",
    title: "Keys",
    content: "The signing key stays in the vault.",
    category: "security",
    year: 2024,
    groups: ["a"],
    vector: [1, 0, 0, 0],
    published: "2024-02-01T00:00:00Z",
    address: { city: "Lisbon" },
    secret: "x",
  },
  {
    id: "2",
    title: "Certificates",
    content: "Rotate the certificate and its key.",
    category: "security",
    year: 2025,
    groups: ["a", "b"],
    vector: [0.9, 0.1, 0, 0],
    published: "2025-02-01T00:00:00Z",
    address: { city: "Kyoto" },
  },
  {
    id: "3",
    title: "Soup",
    content: "Soup is served at noon.",
    category: "food",
    year: 2025,
    groups: ["b"],
    vector: [0, 0, 1, 0],
    published: "2025-06-01T00:00:00Z",
    address: { city: "Lima" },
  },
  {
    id: "4",
    title: "Bread",
    content: "Bread is baked in the morning.",
    category: "food",
    year: 2023,
    groups: [],
    vector: [0, 0, 0.8, 0.6],
    published: "2023-06-01T00:00:00Z",
    address: { city: "Lima" },
  },
] as const;

export interface SearchWorld {
  readonly tenant: Tenant;
  call(method: string, path: string, body?: object, headers?: Readonly<Record<string, string>>): Promise<Answer>;
  /** Sends one search to the index `docs`. */
  search(body: object): Promise<Answer>;
}

/** A tenant whose application has roles on the search service. */
export async function newService(
  roles: readonly string[] = ["Search Service Contributor", "Search Index Data Contributor"],
): Promise<SearchWorld> {
  const tenant = newTenant();
  const { searchEndpoint, searchId } = resourcesOf(tenant);
  for (const role of roles) assignRole(tenant, searchId, role);
  const token = await appToken(tenant, [], audience);
  const call: SearchWorld["call"] = (method, path, body, headers = {}) => {
    const query = path.includes("?") ? `&${version}` : `?${version}`;
    return send(
      tenant,
      method,
      `${searchEndpoint}${path}${query}`,
      { authorization: `Bearer ${token}`, ...headers },
      body,
    );
  };
  return { tenant, call, search: (body) => call("POST", "/indexes('docs')/docs/search.post.search", body) };
}

/** The same with the index and its documents. */
export async function filledService(): Promise<SearchWorld> {
  const world = await newService();
  await world.call("POST", "/indexes", definition);
  const answer = await world.call("POST", "/indexes('docs')/docs/search.index", { value: documents });
  if (answer.status !== 200) throw new Error(`the documents were not taken: ${answer.text}`);
  return world;
}

/** Keys of the documents that an answer shows, in its order. */
export function keysOf(answer: Answer): unknown[] {
  return valuesOf(answer).map(({ id }) => id);
}
