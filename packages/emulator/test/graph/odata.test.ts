import { describe, expect, test } from "vitest";

import { type Answer, type Body, appToken, graphCall, newTenant, person, textOf, valuesOf } from "../calls.ts";

async function mail(query: string, users = newTenant()): Promise<Answer> {
  const token = await appToken(users, ["Mail.Read", "User.Read.All"]);
  return graphCall(users, token, "GET", `/users/${person(users).id}/messages${query}`);
}

const ids = (values: readonly Body[]): unknown[] => values.map(({ id }) => id);

describe("OData on collections", () => {
  test("pages of messages follow each other by nextLink, without gap or repetition", async () => {
    const tenant = newTenant();
    const token = await appToken(tenant, ["Mail.Read"]);
    const whole = valuesOf(await mail("?$top=999", tenant));
    const seen: Body[] = [];
    let next: unknown = `/users/${person(tenant).id}/messages?$top=5&$select=subject`;
    const links: string[] = [];
    while (typeof next === "string") {
      const answer: Answer = await graphCall(tenant, token, "GET", next);
      seen.push(...valuesOf(answer));
      next = answer.body["@odata.nextLink"];
      if (typeof next === "string") links.push(next);
    }
    expect(links).toHaveLength(Math.ceil(whole.length / 5) - 1);
    for (const link of links)
      expect(link).toMatch(/^https:\/\/graph\.microsoft\.com\/v1\.0\/users\/.*\$select=subject.*\$skip=\d+$/);
    expect(ids(seen)).toEqual(ids(whole));
    expect(Object.keys(seen[0] ?? {}).sort()).toEqual(["id", "subject"]);
  });

  test("users page by a skip token, which cannot be invented", async () => {
    const tenant = newTenant();
    const token = await appToken(tenant, ["User.Read.All"]);
    const first = await graphCall(tenant, token, "GET", "/users?$top=4");
    const second = await graphCall(tenant, token, "GET", textOf(first.body, "@odata.nextLink"));
    expect(new Set([...ids(valuesOf(first)), ...ids(valuesOf(second))]).size).toBe(6);
    expect(second.body["@odata.nextLink"]).toBeUndefined();
    expect((await graphCall(tenant, token, "GET", "/users?$skiptoken=abc")).status).toBe(400);
  });

  test("$select leaves what was asked for, and says so in the context", async () => {
    const answer = await mail("?$select=subject,isRead&$top=1");
    expect(Object.keys(valuesOf(answer)[0] ?? {}).sort()).toEqual(["id", "isRead", "subject"]);
    expect(answer.body["@odata.context"]).toMatch(/\$metadata#users\('[^']+'\)\/messages\(subject,isRead\)$/);
  });

  test("$filter understands eq, ne, startswith, and, or, not, parentheses and nested paths", async () => {
    const all = valuesOf(await mail("?$top=999"));
    const count = async (filter: string): Promise<number> =>
      valuesOf(await mail(`?$top=999&$filter=${encodeURIComponent(filter)}`)).length;
    const unread = all.filter(({ isRead }) => isRead === false).length;
    expect(unread).toBeGreaterThan(0);
    expect(await count("isRead eq false")).toBe(unread);
    expect(await count("isRead ne false")).toBe(all.length - unread);
    expect(await count("not (isRead eq false)")).toBe(all.length - unread);
    expect(await count("isRead eq false or isRead eq true")).toBe(all.length);
    const subject = String(all[0]?.["subject"]);
    const word = subject.split(" ")[0] ?? "";
    expect(await count(`startswith(subject,'${word.toLowerCase()}')`)).toBe(
      all.filter((item) => String(item["subject"]).startsWith(word)).length,
    );
    expect(await count(`subject eq '${subject}' and importance eq 'normal'`)).toBeGreaterThan(0);
    expect(await count("from/emailAddress/address eq 'nobody@example.com'")).toBe(0);
    expect(await count("receivedDateTime lt 1999-01-01T00:00:00Z")).toBe(0);
    expect(await count("receivedDateTime gt 1999-01-01T00:00:00Z")).toBe(all.length);
  });

  test("a filter that is no OData, or names no property, is refused with 400", async () => {
    expect((await mail("?$filter=isRead%20eq")).status).toBe(400);
    expect((await mail("?$filter=subjekt%20eq%20'a'")).status).toBe(400);
    expect((await mail("?$filter=subject%20eq%20'it''s'")).status).toBe(200);
  });

  test("$orderby, $count and $search work together with $top", async () => {
    const ordered = valuesOf(await mail("?$orderby=subject%20desc&$top=999")).map(({ subject }) => String(subject));
    expect(ordered).toEqual(ordered.toSorted().toReversed());
    const counted = await mail("?$count=true&$top=1");
    expect(counted.body["@odata.count"]).toBe(ordered.length);
    const word = ordered[0]?.split(" ")[0] ?? "";
    const found = valuesOf(await mail(`?$search="${word}"&$top=999`));
    expect(found.length).toBeGreaterThan(0);
    expect(found.every((item) => JSON.stringify(item).toLowerCase().includes(word.toLowerCase()))).toBe(true);
  });

  test("directory objects are searched only with ConsistencyLevel: eventual", async () => {
    const tenant = newTenant();
    const token = await appToken(tenant, ["User.Read.All"]);
    const { givenName } = person(tenant);
    const path = `/users?$search="displayName:${encodeURIComponent(givenName)}"`;
    expect((await graphCall(tenant, token, "GET", path)).status).toBe(400);
    const found = valuesOf(await graphCall(tenant, token, "GET", path, undefined, { ConsistencyLevel: "eventual" }));
    expect(ids(found)).toContain(person(tenant).id);
  });

  test("an option that would change the answer and is not read is answered 501, not ignored", async () => {
    expect((await mail("?$expand=attachments")).status).toBe(501);
    expect((await mail("?$apply=groupby((subject))")).status).toBe(501);
  });

  test("Prefer: odata.maxpagesize sets the page; $top beyond the limit is refused", async () => {
    const tenant = newTenant();
    const token = await appToken(tenant, ["Mail.Read"]);
    const path = `/users/${person(tenant).id}/messages`;
    expect(
      valuesOf(await graphCall(tenant, token, "GET", path, undefined, { prefer: "odata.maxpagesize=3" })),
    ).toHaveLength(3);
    expect((await graphCall(tenant, token, "GET", `${path}?$top=2000`)).status).toBe(400);
    expect((await graphCall(tenant, token, "GET", `${path}?$top=many`)).status).toBe(400);
  });
});
