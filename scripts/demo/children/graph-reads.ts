/** Reads people, a mailbox, a calendar, a team's channel, a SharePoint site and a OneDrive as the app. */
import { createGraph } from "@entrakit/graph-kit";
import { defaultScope } from "@entrakit/scopes";

import { appOnlyCredential, getGraphClient } from "../../../apps/mcp-server/src/auth/index.ts";
import { note, printFacts, variable } from "./facts.ts";

const credential = await appOnlyCredential(variable("APP_TENANT_ID"), variable("APP_CLIENT_ID"));
const graph = createGraph({
  credential,
  permissions: {
    application: [
      "User.Read.All",
      "Mail.Read",
      "Calendars.Read",
      "Team.ReadBasic.All",
      "Channel.ReadBasic.All",
      "Sites.Read.All",
      "Files.Read.All",
    ],
  },
});

note("people");
const users: { id?: string; displayName?: string | null }[] = [];
for await (const user of graph.list("/users", { select: ["id", "displayName"], top: 5 })) users.push(user);
const [first] = users;
if (first?.id === undefined) throw new Error("the tenant has no people");
const params = { userId: first.id };

note("mail");
const mail = await graph.get("/users/{userId}/messages", { params, select: ["subject"], top: 1 });
note("calendar");
const events = await graph.get("/users/{userId}/events", { params, select: ["subject"], top: 1 });
note("teams");
const teams = await graph.get("/users/{userId}/joinedTeams", { params });
const teamId = teams.value[0]?.id ?? "";
const channels = await graph.get("/teams/{teamId}/channels", { params: { teamId } });
note("sharepoint");
const sites = await graph.get("/sites", { query: { search: "*" } });
note("onedrive");
const drive = await graph.get("/users/{userId}/drive", { params, select: ["id"] });
const items = await graph.get("/drives/{driveId}/root/children", { params: { driveId: drive.id ?? "" } });

note("the same through @microsoft/microsoft-graph-client");
const client = await getGraphClient({ mode: "app-only", scopes: [defaultScope("graph")] });
const byGraphClient: { value: unknown[] } = await client.api("/users").select("displayName").top(100).get();

printFacts({
  users: users.length,
  firstUser: first.displayName,
  mail: mail.value[0]?.subject,
  event: events.value[0]?.subject,
  channel: channels.value[0]?.displayName,
  site: sites.value[0]?.displayName,
  driveItems: items.value.length,
  usersByGraphClient: byGraphClient.value.length,
});
