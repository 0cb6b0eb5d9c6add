import { type Tenant, addDriveFile, createTenant, driveOf } from "@entrakit/emulator";
import { type Interception, intercept } from "@entrakit/emulator/msw";
import {
  BatchRequestContent,
  BatchResponseContent,
  Client,
  GraphError,
  PageIterator,
} from "@microsoft/microsoft-graph-client";
import { TokenCredentialAuthenticationProvider } from "@microsoft/microsoft-graph-client/authProviders/azureTokenCredentials/index.js";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { grantGraphRoles, provisionerCredential } from "./foreign-grants.ts";

const roles = [
  "Mail.ReadWrite",
  "Mail.Send",
  "Calendars.Read",
  "Team.ReadBasic.All",
  "Channel.ReadBasic.All",
  "ChannelMessage.Read.All",
  "Sites.Read.All",
  "Files.ReadWrite.All",
];

describe("@microsoft/microsoft-graph-client, unmodified, against the emulator", () => {
  let tenant: Tenant;
  let net: Interception;
  let client: Client;
  let userId: string;

  beforeAll(async () => {
    tenant = createTenant({ seed: "foreign-graph", users: 30 });
    net = intercept(tenant);
    const granting = provisionerCredential(tenant);
    await grantGraphRoles(tenant, granting, roles);
    const scopes = ["https://graph.microsoft.com/.default"];
    const authProvider = new TokenCredentialAuthenticationProvider(provisionerCredential(tenant), { scopes });
    client = Client.initWithMiddleware({ authProvider });
    userId = [...tenant.directory.users.keys()][0] ?? "";
  });

  afterAll(() => net.close());

  test("users are listed with select and filter", async () => {
    const page = await client.api("/users").select(["id", "displayName"]).filter("startswith(displayName,'zz')").get();
    expect(page.value).toEqual([]);
    const all = await client.api("/users").select(["displayName"]).top(999).count(true).get();
    expect(all["@odata.count"]).toBe(30);
    expect(all.value.map((user: { displayName: string }) => user.displayName).sort()).toEqual(
      [...tenant.directory.users.values()].map((user) => user.displayName).sort(),
    );
  });

  test("PageIterator walks every page once", async () => {
    const first = await client.api("/users").select(["id"]).top(7).get();
    const seen: string[] = [];
    await new PageIterator(client, first, (user: { id: string }) => {
      seen.push(user.id);
      return true;
    }).iterate();
    expect(new Set(seen)).toEqual(new Set(tenant.directory.users.keys()));
    expect(seen).toHaveLength(30);
  });

  test("a mailbox, a calendar, a channel, a site and a drive answer", async () => {
    const messages = await client.api(`/users/${userId}/messages`).top(3).orderby("receivedDateTime desc").get();
    expect(messages.value).toHaveLength(3);
    const window = { startDateTime: "2000-01-01T00:00:00Z", endDateTime: "2100-01-01T00:00:00Z" };
    expect(
      (await client.api(`/users/${userId}/calendarView`).query(window).top(50).get()).value.length,
    ).toBeGreaterThan(5);
    const [team] = (await client.api(`/users/${userId}/joinedTeams`).get()).value;
    const [channel] = (await client.api(`/teams/${team.id}/channels`).get()).value;
    expect((await client.api(`/teams/${team.id}/channels/${channel.id}/messages`).get()).value.length).toBeGreaterThan(
      0,
    );
    const [site] = (await client.api("/sites").query({ search: "*" }).get()).value;
    expect((await client.api(`/sites/${site.id}/lists`).get()).value[0].displayName).toBe("Tasks");
    expect((await client.api(`/users/${userId}/drive`).get()).driveType).toBe("business");
  });

  test("sendMail delivers to the recipient's inbox", async () => {
    const to = [...tenant.directory.users.values()][1];
    const message = {
      subject: "From the SDK",
      body: { contentType: "Text", content: "Hi" },
      toRecipients: [{ emailAddress: { address: to?.mail } }],
    };
    await client.api(`/users/${userId}/sendMail`).post({ message });
    const inbox = await client
      .api(`/users/${to?.id}/mailFolders/inbox/messages`)
      .filter("subject eq 'From the SDK'")
      .get();
    expect(inbox.value).toHaveLength(1);
  });

  test("a file is uploaded, and its bytes come back through the download address, which is shown no token", async () => {
    await client.api(`/users/${userId}/drive/root:/sdk/note.txt:/content`).put("written by the SDK");
    const stream: ReadableStream<Uint8Array> = await client
      .api(`/users/${userId}/drive/root:/sdk/note.txt:/content`)
      .getStream();
    expect(await new Response(stream).text()).toBe("written by the SDK");
    expect(tenant.log.violations).toEqual([]);
    addDriveFile(tenant, driveOf(tenant, userId).id, "sdk/other.md", "# Other");
    const children = await client.api(`/users/${userId}/drive/root:/sdk:/children`).get();
    expect(children.value.map((item: { name: string }) => item.name)).toEqual(["note.txt", "other.md"]);
  });

  test("a batch of two reads and one refusal is answered step by step", async () => {
    // The client keeps what follows the host, and steps of a batch are relative to the version.
    const content = new BatchRequestContent();
    for (const [id, path] of [
      ["1", `/users/${userId}`],
      ["2", "/me"],
      ["3", "/organization"],
    ] as const) {
      content.addRequest({ id, request: new Request(`https://graph.microsoft.com${path}`, { method: "GET" }) });
    }
    const response = new BatchResponseContent(await client.api("/$batch").post(await content.getContent()));
    expect(["1", "2", "3"].map((id) => response.getResponseById(id).status)).toEqual([200, 400, 200]);
  });

  test("a permission that was not granted is a GraphError with Graph's code and the request's id", async () => {
    const error: unknown = await client
      .api("/teams/x/channels/y/messages")
      .post({ body: { content: "no" } })
      .catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(GraphError);
    expect(error).toMatchObject({
      statusCode: 403,
      code: "Forbidden",
      requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
  });

  test("a throttled request is sent again after its Retry-After", async () => {
    tenant.faults.add({
      host: "graph.microsoft.com",
      path: /\/organization$/,
      status: 429,
      headers: { "retry-after": "1" },
      body: { error: { code: "TooManyRequests" } },
    });
    const before = tenant.log.requests.length;
    expect((await client.api("/organization").get()).value).toHaveLength(1);
    expect(tenant.log.requests.slice(before).map(({ status }) => status)).toEqual([429, 200]);
  });
});
