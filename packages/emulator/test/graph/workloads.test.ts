import { describe, expect, test } from "vitest";

import {
  type Body,
  appToken,
  codeOf,
  graphCall,
  newTenant,
  partOf,
  person,
  textOf,
  userToken,
  valuesOf,
} from "../calls.ts";

describe("Mail and calendar", () => {
  test("the same seed gives the same mailbox, another seed another", async () => {
    const subjects = async (seed: string): Promise<unknown[]> => {
      const tenant = newTenant(seed);
      const token = await appToken(tenant, ["Mail.Read"]);
      return valuesOf(await graphCall(tenant, token, "GET", `/users/${person(tenant).id}/messages?$top=50`)).map(
        ({ id, subject }) => [id, subject],
      );
    };
    expect(await subjects("one")).toEqual(await subjects("one"));
    expect(await subjects("one")).not.toEqual(await subjects("two"));
  });

  test("a sent message lies unread in the recipient's inbox and among the sender's sent items", async () => {
    const tenant = newTenant();
    const [from, to] = [person(tenant, 0), person(tenant, 1)];
    const token = await appToken(tenant, ["Mail.Send", "Mail.Read"]);
    const message = {
      subject: "Minutes",
      body: { contentType: "Text", content: "All agreed." },
      toRecipients: [{ emailAddress: { address: to.mail } }],
    };
    expect((await graphCall(tenant, token, "POST", `/users/${from.id}/sendMail`, { message })).status).toBe(202);
    const inbox = valuesOf(await graphCall(tenant, token, "GET", `/users/${to.id}/mailFolders/inbox/messages?$top=1`));
    expect(inbox[0]).toMatchObject({
      subject: "Minutes",
      isRead: false,
      bodyPreview: "All agreed.",
      from: { emailAddress: { address: from.mail } },
    });
    const sent = valuesOf(await graphCall(tenant, token, "GET", `/users/${from.id}/mailFolders/sentitems/messages`));
    expect(sent.map(({ subject }) => subject)).toEqual(["Minutes"]);
    const one = await graphCall(tenant, token, "GET", `/users/${to.id}/messages/${textOf(inbox[0] ?? {}, "id")}`);
    expect(one.body["subject"]).toBe("Minutes");
  });

  test("a message without a recipient, and a message that is not there, are refused as Exchange words it", async () => {
    const tenant = newTenant();
    const token = await appToken(tenant, ["Mail.Send", "Mail.Read"]);
    const { id } = person(tenant);
    expect(codeOf(await graphCall(tenant, token, "POST", `/users/${id}/sendMail`, { message: { subject: "x" } }))).toBe(
      "ErrorInvalidRecipients",
    );
    const missing = await graphCall(tenant, token, "GET", `/users/${id}/messages/AAMkAnothing`);
    expect([missing.status, codeOf(missing)]).toEqual([404, "ErrorItemNotFound"]);
    expect((await graphCall(tenant, token, "GET", "/users/nobody@example.com/messages")).status).toBe(404);
  });

  test("calendarView holds the events that touch its window, and needs one", async () => {
    const tenant = newTenant();
    const token = await appToken(tenant, ["Calendars.ReadWrite"]);
    const { id } = person(tenant);
    const made = {
      subject: "Review",
      start: { dateTime: "2031-05-05T09:00:00", timeZone: "UTC" },
      end: { dateTime: "2031-05-05T10:00:00", timeZone: "UTC" },
    };
    expect((await graphCall(tenant, token, "POST", `/users/${id}/events`, made)).status).toBe(201);
    const view = async (from: string, to: string): Promise<unknown[]> =>
      valuesOf(
        await graphCall(tenant, token, "GET", `/users/${id}/calendarView?startDateTime=${from}&endDateTime=${to}`),
      ).map(({ subject }) => subject);
    expect(await view("2031-05-05T09:30:00Z", "2031-05-05T09:45:00Z")).toEqual(["Review"]);
    expect(await view("2031-05-05T10:00:00Z", "2031-05-05T11:00:00Z")).toEqual([]);
    expect(codeOf(await graphCall(tenant, token, "GET", `/users/${id}/calendarView`))).toBe("ErrorInvalidParameter");
    const near = new Date(tenant.clock.now() - 7 * 86_400_000).toISOString();
    const far = new Date(tenant.clock.now() + 15 * 86_400_000).toISOString();
    expect((await view(near, far)).length).toBeGreaterThanOrEqual(10);
  });
});

describe("Teams", () => {
  test("a member sees the team, its channels and messages, and writes one; who is no member does not", async () => {
    const tenant = newTenant();
    const [team] = [...tenant.content.teams.values()].slice(-1);
    const group = tenant.directory.groups.get(team?.id ?? "");
    const [memberId = ""] = group?.members ?? [];
    const outsider = [...tenant.directory.users.values()].find(({ id }) => group?.members.has(id) === false);
    const member = tenant.directory.users.get(memberId);
    if (team === undefined || member === undefined || outsider === undefined)
      throw new Error("the tenant has no such team");
    const scopes = ["Team.ReadBasic.All", "Channel.ReadBasic.All", "ChannelMessage.Read.All", "ChannelMessage.Send"];
    const token = await userToken(tenant, member, scopes);
    const joined = valuesOf(await graphCall(tenant, token, "GET", "/me/joinedTeams"));
    expect(joined.map(({ id }) => id)).toContain(team.id);
    const channels = valuesOf(await graphCall(tenant, token, "GET", `/teams/${team.id}/channels`));
    expect(channels[0]?.["displayName"]).toBe("General");
    const messages = `/teams/${team.id}/channels/${textOf(channels[0] ?? {}, "id")}/messages`;
    const before = valuesOf(await graphCall(tenant, token, "GET", messages)).length;
    const posted = await graphCall(tenant, token, "POST", messages, { body: { content: "Hello" } });
    expect(posted.status).toBe(201);
    const after = valuesOf(await graphCall(tenant, token, "GET", messages));
    expect(after).toHaveLength(before + 1);
    expect(after[0]).toMatchObject({ body: { content: "Hello" }, from: { user: { id: member.id } } });
    const refused = await graphCall(
      tenant,
      await userToken(tenant, outsider, scopes),
      "GET",
      `/teams/${team.id}/channels`,
    );
    expect([refused.status, codeOf(refused)]).toEqual([403, "Forbidden"]);
  });
});

describe("Sites and lists", () => {
  test("sites are found by search, by id, by host and path, and as root", async () => {
    const tenant = newTenant();
    const token = await appToken(tenant, ["Sites.Read.All"]);
    const all = valuesOf(await graphCall(tenant, token, "GET", "/sites?search=*"));
    const site = all.at(-1) ?? {};
    const { hostname, pathname } = new URL(textOf(site, "webUrl"));
    const found = valuesOf(
      await graphCall(tenant, token, "GET", `/sites?search=${encodeURIComponent(textOf(site, "displayName"))}`),
    );
    expect(found.map(({ id }) => id)).toContain(site["id"]);
    for (const path of [
      `/sites/${textOf(site, "id")}`,
      `/sites/${hostname}:${pathname}`,
      `/sites/${hostname}:${pathname}:`,
    ]) {
      expect((await graphCall(tenant, token, "GET", path)).body["id"]).toBe(site["id"]);
    }
    expect((await graphCall(tenant, token, "GET", "/sites/root")).body).toMatchObject({ id: all[0]?.["id"], root: {} });
    const lists = await graphCall(tenant, token, "GET", `/sites/${hostname}:${pathname}:/lists`);
    expect(valuesOf(lists).map(({ displayName }) => displayName)).toContain("Tasks");
    expect((await graphCall(tenant, token, "GET", `/sites/${hostname}:/sites/none`)).status).toBe(404);
  });

  test("rows show their columns only when they are expanded, and new rows stay", async () => {
    const tenant = newTenant();
    const token = await appToken(tenant, ["Sites.ReadWrite.All"]);
    const items = "/sites/root/lists/Tasks/items";
    expect(valuesOf(await graphCall(tenant, token, "GET", items))[0]).not.toHaveProperty("fields");
    const rows = valuesOf(await graphCall(tenant, token, "GET", `${items}?$expand=fields($select=Title)`));
    expect(Object.keys(partOf(rows[0] ?? {}, "fields")).sort()).toEqual(["@odata.etag", "Title"]);
    const made = await graphCall(tenant, token, "POST", items, { fields: { Title: "Paint", Status: "Open" } });
    expect(made.status).toBe(201);
    const again = await graphCall(tenant, token, "GET", `${items}/${textOf(made.body, "id")}?expand=fields`);
    expect(again.body).toMatchObject({ fields: { Title: "Paint" } });
    const open = valuesOf(
      await graphCall(tenant, token, "GET", `${items}?expand=fields&$filter=fields/Title eq 'Paint'`),
    );
    expect(open).toHaveLength(1);
  });
});

describe("The same company everywhere", () => {
  test("names of sites and drives follow the tenant's domain", async () => {
    const tenant = newTenant();
    const label = person(tenant).userPrincipalName.split("@")[1]?.split(".")[0] ?? "";
    const token = await appToken(tenant, ["Sites.Read.All", "Files.Read.All"]);
    const root: Body = (await graphCall(tenant, token, "GET", "/sites/root")).body;
    expect(root["webUrl"]).toBe(`https://${label}.sharepoint.com`);
    const drive = await graphCall(tenant, token, "GET", `/users/${person(tenant).id}/drive`);
    expect(textOf(drive.body, "webUrl")).toMatch(new RegExp(`^https://${label}-my\\.sharepoint\\.com/personal/`));
  });
});
