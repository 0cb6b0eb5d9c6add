import type { Group, User } from "../directory/state.ts";
import { objectOf, readJson, stringOf } from "../json.ts";
import type { Random } from "../random.ts";
import type { Tenant } from "../tenant.ts";
import { answerCollection, answerEntity } from "./collection.ts";
import { GraphFailure, badRequest } from "./failure.ts";
import { callerOf, userOf } from "./people.ts";
import type { GraphCall, GraphRoute } from "./route.ts";
import type { Channel, ChatMessage, ItemBody, Team } from "./state.ts";
import { instant, projectName, remarks, topic } from "./words.ts";

const minute = 60_000;

function chatMessage(
  channel: Pick<Channel, "id">,
  team: Pick<Team, "id">,
  tenant: Tenant,
  author: User,
  at: number,
  body: ItemBody,
  subject: string | null,
): ChatMessage {
  const created = new Date(at).toISOString();
  const link = `https://teams.microsoft.com/l/message/${encodeURIComponent(channel.id)}/${at}?groupId=${team.id}&tenantId=${tenant.tenantId}`;
  return {
    id: String(at),
    etag: String(at),
    messageType: "message",
    createdDateTime: created,
    lastModifiedDateTime: created,
    deletedDateTime: null,
    subject,
    importance: "normal",
    webUrl: link,
    from: { user: { id: author.id, displayName: author.displayName, userIdentityType: "aadUser" } },
    body,
    channelIdentity: { teamId: team.id, channelId: channel.id },
  };
}

function threadId(random: Random): string {
  return `19:${random.uuid().replaceAll("-", "")}@thread.tacv2`;
}

function seedChannel(
  tenant: Tenant,
  random: Random,
  teamId: string,
  displayName: string,
  members: readonly User[],
): Channel {
  const id = threadId(random);
  const { anchor } = tenant.content;
  const messages: ChatMessage[] = [];
  for (let index = 0; index < 6 && members.length > 0; index += 1) {
    const about = topic(random);
    const body: ItemBody = { contentType: "html", content: `<p>${remarks(random, about)}</p>` };
    const at = anchor - (index * 300 + random.integer(240)) * minute - random.integer(1000);
    messages.push(
      chatMessage({ id }, { id: teamId }, tenant, random.pick(members), at, body, index === 0 ? about : null),
    );
  }
  return {
    id,
    createdDateTime: instant(anchor - 200 * 24 * 60 * minute),
    displayName,
    description: `Everything about ${displayName}.`,
    membershipType: "standard",
    webUrl: `https://teams.microsoft.com/l/channel/${encodeURIComponent(id)}/${encodeURIComponent(displayName)}?groupId=${teamId}&tenantId=${tenant.tenantId}`,
    messages,
  };
}

/** Makes a team of a group: a General channel and two more, with what its members wrote there. */
export function addTeam(tenant: Tenant, group: Group): Team {
  const random = tenant.random.fork(`team/${group.id}`);
  const members = [...group.members].flatMap((id) => tenant.directory.users.get(id) ?? []);
  const names = ["General", ...new Set([projectName(random), projectName(random)])];
  const channels = names.map((name) => seedChannel(tenant, random, group.id, name, members));
  const team: Team = {
    id: group.id,
    createdDateTime: instant(tenant.content.anchor - 200 * 24 * 60 * minute),
    displayName: group.displayName,
    description: `The team ${group.displayName}.`,
    visibility: "private",
    webUrl: `https://teams.microsoft.com/l/team/${encodeURIComponent(channels[0]?.id ?? "")}/conversations?groupId=${group.id}&tenantId=${tenant.tenantId}`,
    channels: new Map(channels.map((channel) => [channel.id, channel])),
  };
  tenant.content.teams.set(team.id, team);
  return team;
}

function teamView(tenant: Tenant, team: Team): object {
  const { id, createdDateTime, displayName, description, visibility, webUrl } = team;
  return {
    id,
    createdDateTime,
    displayName,
    description,
    internalId: [...team.channels.keys()][0] ?? null,
    isArchived: false,
    tenantId: tenant.tenantId,
    visibility,
    webUrl,
  };
}

/** What a list of joined teams shows of each. */
function joinedView(tenant: Tenant, team: Team): object {
  const { id, displayName, description } = team;
  return { id, displayName, description, isArchived: false, tenantId: tenant.tenantId };
}

function channelView(tenant: Tenant, { messages: _messages, ...channel }: Channel): object {
  return { ...channel, email: "", isArchived: false, tenantId: tenant.tenantId };
}

function isMember(tenant: Tenant, team: Team, userId: string): boolean {
  return tenant.directory.groups.get(team.id)?.members.has(userId) ?? false;
}

function teamOf(call: GraphCall): Team {
  const id = call.params["teamId"] ?? "";
  const team = call.tenant.content.teams.get(id.toLowerCase());
  if (team === undefined) throw new GraphFailure(404, "NotFound", `No team found with Group Id ${id}`);
  const caller = callerOf(call);
  if (caller !== undefined && !isMember(call.tenant, team, caller.id)) {
    throw new GraphFailure(403, "Forbidden", `User '${caller.id}' is not a member of the team '${team.id}'.`);
  }
  return team;
}

function channelOf(call: GraphCall, team: Team): Channel {
  const channel = team.channels.get(call.params["channelId"] ?? "");
  if (channel === undefined)
    throw new GraphFailure(404, "NotFound", "NotFound: the channel was not found in the team.");
  return channel;
}

function messagesContext(team: Team, channel: Channel): string {
  return `teams('${team.id}')/channels('${encodeURIComponent(channel.id)}')/messages`;
}

async function postMessage(call: GraphCall): Promise<Response> {
  const team = teamOf(call);
  const channel = channelOf(call, team);
  const author = callerOf(call);
  if (author === undefined)
    throw new GraphFailure(
      403,
      "Forbidden",
      "Messages may be posted by an application only into a channel in migration mode.",
    );
  const payload = objectOf(await readJson(call.request));
  const body = objectOf(payload["body"]);
  const content = stringOf(body["content"]);
  if (content === undefined || content === "") throw badRequest("Missing body content");
  const at = Math.max(call.tenant.clock.now(), Number(channel.messages[0]?.id ?? 0) + 1);
  const format = body["contentType"] === "html" ? "html" : "text";
  const message = chatMessage(
    channel,
    team,
    call.tenant,
    author,
    at,
    { contentType: format, content },
    stringOf(payload["subject"]) ?? null,
  );
  channel.messages.unshift(message);
  return answerEntity(call, message, messagesContext(team, channel), 201);
}

/** Teams, channels and their messages. Source: learn.microsoft.com/graph/api/resources/teams-api-overview. */
export const teamsRoutes: readonly GraphRoute[] = [
  {
    method: "GET",
    path: "/users/{userId}/joinedTeams",
    handle(call) {
      const user = userOf(call);
      const teams = [...call.tenant.content.teams.values()].filter((team) => isMember(call.tenant, team, user.id));
      const views = teams.map((team) => joinedView(call.tenant, team));
      return answerCollection(call, views, { context: "teams", pageSize: 100, maxPageSize: 999, paging: "skiptoken" });
    },
  },
  {
    method: "GET",
    path: "/teams/{teamId}",
    handle: (call) => answerEntity(call, teamView(call.tenant, teamOf(call)), "teams"),
  },
  {
    method: "GET",
    path: "/teams/{teamId}/channels",
    handle(call) {
      const team = teamOf(call);
      const views = [...team.channels.values()].map((channel) => channelView(call.tenant, channel));
      return answerCollection(call, views, {
        context: `teams('${team.id}')/channels`,
        pageSize: 100,
        maxPageSize: 999,
        paging: "skiptoken",
      });
    },
  },
  {
    method: "GET",
    path: "/teams/{teamId}/channels/{channelId}",
    handle(call) {
      const team = teamOf(call);
      return answerEntity(call, channelView(call.tenant, channelOf(call, team)), `teams('${team.id}')/channels`);
    },
  },
  {
    method: "GET",
    path: "/teams/{teamId}/channels/{channelId}/messages",
    handle(call) {
      const team = teamOf(call);
      const channel = channelOf(call, team);
      return answerCollection(call, channel.messages, {
        context: messagesContext(team, channel),
        pageSize: 20,
        maxPageSize: 50,
        paging: "skiptoken",
      });
    },
  },
  {
    method: "GET",
    path: "/teams/{teamId}/channels/{channelId}/messages/{chatMessageId}",
    handle(call) {
      const team = teamOf(call);
      const channel = channelOf(call, team);
      const message = channel.messages.find((candidate) => candidate.id === call.params["chatMessageId"]);
      if (message === undefined)
        throw new GraphFailure(404, "NotFound", "NotFound: the message was not found in the channel.");
      return answerEntity(call, message, messagesContext(team, channel));
    },
  },
  { method: "POST", path: "/teams/{teamId}/channels/{channelId}/messages", handle: postMessage },
];
