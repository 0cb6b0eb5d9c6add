// People and their mail, as the app.
// #region read-mail
import { createGraph, odata, type TokenCredential } from "@entrakit/graph-kit";

/** Subjects of the mail that a person got from somebody, newest first. */
export async function subjectsFrom(credential: TokenCredential, userId: string, sender: string): Promise<string[]> {
  const graph = createGraph({ credential, permissions: { application: ["User.Read.All", "Mail.Read"] } });

  const user = await graph.get("/users/{userId}", { params: { userId }, select: ["displayName", "mail"] });
  const subjects = [`${user.displayName} <${user.mail}>`];

  const filter = odata`from/emailAddress/address eq ${sender}`;
  const orderBy = "receivedDateTime desc";
  const mail = graph.list("/users/{userId}/messages", { params: { userId }, select: ["subject"], filter, orderBy });
  for await (const message of mail) subjects.push(message.subject ?? "");

  // @ts-expect-error -- not covered: declare one of "Sites.Read.All" | "Sites.ReadWrite.All"
  graph.list("/sites");
  return subjects;
}
// #endregion
