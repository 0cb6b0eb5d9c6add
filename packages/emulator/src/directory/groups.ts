import { answerCollection, answerEntity } from "../graph/collection.ts";
import type { GraphCall, GraphRoute } from "../graph/route.ts";
import { resourceNotFound } from "./refusals.ts";
import type { Group } from "./state.ts";
import { userView } from "./users.ts";

const shape = { pageSize: 100, maxPageSize: 999, paging: "skiptoken" } as const;

function groupView(group: Group): object {
  return {
    id: group.id,
    description: group.description,
    displayName: group.displayName,
    groupTypes: ["Unified"],
    mail: group.mail,
    mailEnabled: group.mail !== null,
    mailNickname: group.mail?.split("@")[0] ?? null,
    securityEnabled: false,
    visibility: "Private",
  };
}

function groupOf(call: GraphCall): Group {
  const id = call.params["groupId"] ?? "";
  const group = call.tenant.directory.groups.get(id.toLowerCase());
  if (group === undefined) throw resourceNotFound(id);
  return group;
}

function listMembers(call: GraphCall): Response {
  const group = groupOf(call);
  const members = [...group.members]
    .map((id) => call.tenant.directory.users.get(id))
    .filter((user) => user !== undefined)
    .map((user) => ({ "@odata.type": "#microsoft.graph.user", ...userView(user) }));
  return answerCollection(call, members, { ...shape, context: "directoryObjects" });
}

/** Groups and who is in them. */
export const groupRoutes: readonly GraphRoute[] = [
  {
    method: "GET",
    path: "/groups",
    handle: (call) =>
      answerCollection(call, [...call.tenant.directory.groups.values()].map(groupView), {
        ...shape,
        context: "groups",
      }),
  },
  {
    method: "GET",
    path: "/groups/{groupId}",
    handle: (call) => answerEntity(call, groupView(groupOf(call)), "groups"),
  },
  { method: "GET", path: "/groups/{groupId}/members", handle: listMembers },
];
