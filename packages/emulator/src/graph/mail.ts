import type { User } from "../directory/state.ts";
import { type JsonObject, listOf, objectOf, readJson, stringOf } from "../json.ts";
import type { Tenant } from "../tenant.ts";
import { answerCollection, answerEntity } from "./collection.ts";
import { GraphFailure } from "./failure.ts";
import { findUser, userOf } from "./people.ts";
import type { GraphCall, GraphRoute } from "./route.ts";
import type { ItemBody, MailFolder, Mailbox, Message, Recipient } from "./state.ts";
import { exchangeId, freshRandom, htmlBody, instant, previewOf, remarks, topic } from "./words.ts";

const folderNames = [
  ["inbox", "Inbox"],
  ["drafts", "Drafts"],
  ["sentitems", "Sent Items"],
  ["deleteditems", "Deleted Items"],
  ["archive", "Archive"],
] as const;

const minute = 60_000;

function recipientOf(user: User): Recipient {
  return { emailAddress: { name: user.displayName, address: user.mail } };
}

interface Draft {
  readonly id: string;
  readonly conversationId: string;
  readonly internetMessageId: string;
  readonly subject: string;
  readonly body: ItemBody;
  readonly from: Recipient;
  readonly to: readonly Recipient[];
  readonly cc?: readonly Recipient[];
  readonly at: number;
  readonly folder: MailFolder | undefined;
  readonly isRead: boolean;
}

function messageOf(draft: Draft): Message {
  const at = instant(draft.at);
  return {
    id: draft.id,
    createdDateTime: at,
    lastModifiedDateTime: at,
    receivedDateTime: at,
    sentDateTime: instant(draft.at - 1_000),
    hasAttachments: false,
    internetMessageId: draft.internetMessageId,
    subject: draft.subject,
    bodyPreview: previewOf(draft.body),
    importance: "normal",
    parentFolderId: draft.folder?.id ?? "",
    conversationId: draft.conversationId,
    isDeliveryReceiptRequested: null,
    isReadReceiptRequested: false,
    isRead: draft.isRead,
    isDraft: false,
    webLink: `https://outlook.office365.com/owa/?ItemID=${encodeURIComponent(draft.id)}&exvsurl=1&viewmodel=ReadMessageItem`,
    inferenceClassification: "focused",
    body: draft.body,
    sender: draft.from,
    from: draft.from,
    toRecipients: draft.to,
    ccRecipients: draft.cc ?? [],
    bccRecipients: [],
    replyTo: [],
    categories: [],
    flag: { flagStatus: "notFlagged" },
  };
}

/** A person's mailbox; made from the tenant's seed when it is first opened. */
function mailboxOf(tenant: Tenant, user: User): Mailbox {
  const known = tenant.content.mailboxes.get(user.id);
  if (known !== undefined) return known;
  const random = tenant.random.fork(`mail/${user.id}`);
  const folders = folderNames.map(([wellKnownName, displayName]) => ({
    id: exchangeId(random),
    displayName,
    wellKnownName,
  }));
  const mailbox: Mailbox = { folders, messages: new Map() };
  tenant.content.mailboxes.set(user.id, mailbox);
  const others = [...tenant.directory.users.values()].filter((other) => other.id !== user.id);
  const total = others.length === 0 ? 0 : 12 + random.integer(14);
  for (let index = 0; index < total; index += 1) {
    const subject = topic(random);
    const message = messageOf({
      id: exchangeId(random),
      conversationId: `AAQkA${random.text(56)}=`,
      internetMessageId: `<${random.text(24)}@${user.mail.split("@")[1] ?? "mail"}>`,
      subject,
      body: htmlBody(remarks(random, subject)),
      from: recipientOf(random.pick(others)),
      to: [recipientOf(user)],
      at: tenant.content.anchor - (index * 7 * 60 + random.integer(400)) * minute,
      folder: folders[0],
      isRead: random.integer(3) > 0,
    });
    mailbox.messages.set(message.id, message);
  }
  return mailbox;
}

function newestFirst(messages: Iterable<Message>): readonly Message[] {
  return [...messages].sort((left, right) => (left.receivedDateTime < right.receivedDateTime ? 1 : -1));
}

function folderOf(mailbox: Mailbox, name: string): MailFolder {
  const folder = mailbox.folders.find(
    (candidate) => candidate.id === name || candidate.wellKnownName === name.toLowerCase(),
  );
  if (folder === undefined)
    throw new GraphFailure(404, "ErrorItemNotFound", "The specified object was not found in the store.");
  return folder;
}

function folderView(mailbox: Mailbox, { id, displayName }: MailFolder): object {
  const inside = [...mailbox.messages.values()].filter((message) => message.parentFolderId === id);
  const unreadItemCount = inside.filter((message) => !message.isRead).length;
  return { id, displayName, childFolderCount: 0, unreadItemCount, totalItemCount: inside.length, isHidden: false };
}

function listMessages(call: GraphCall, folder?: (mailbox: Mailbox) => MailFolder): Response {
  const user = userOf(call);
  const mailbox = mailboxOf(call.tenant, user);
  const within = folder?.(mailbox);
  const messages = [...mailbox.messages.values()].filter(
    (message) => within === undefined || message.parentFolderId === within.id,
  );
  const context =
    within === undefined ? `users('${user.id}')/messages` : `users('${user.id}')/mailFolders('${within.id}')/messages`;
  return answerCollection(call, newestFirst(messages), { context, pageSize: 10, maxPageSize: 1000, paging: "skip" });
}

function getMessage(call: GraphCall): Response {
  const user = userOf(call);
  const message = mailboxOf(call.tenant, user).messages.get(call.params["messageId"] ?? "");
  if (message === undefined)
    throw new GraphFailure(404, "ErrorItemNotFound", "The specified object was not found in the store.");
  return answerEntity(call, message, `users('${user.id}')/messages`);
}

function recipientsOf(message: JsonObject, name: string): readonly Recipient[] {
  return listOf(message[name]).map((value) => {
    const address = objectOf(objectOf(value)["emailAddress"]);
    const mail = stringOf(address["address"]) ?? "";
    if (!/^[^\s@]+@[^\s@]+$/.test(mail))
      throw new GraphFailure(400, "ErrorInvalidRecipients", `At least one recipient isn't valid., ${name}`);
    return { emailAddress: { name: stringOf(address["name"]) ?? mail, address: mail } };
  });
}

function bodyOf(message: JsonObject): ItemBody {
  const body = objectOf(message["body"]);
  const isHtml = stringOf(body["contentType"])?.toLowerCase() === "html";
  return { contentType: isHtml ? "html" : "text", content: stringOf(body["content"]) ?? "" };
}

function deliver(tenant: Tenant, user: User, wellKnownName: string, draft: Omit<Draft, "id" | "folder">): void {
  const mailbox = mailboxOf(tenant, user);
  const message = messageOf({
    ...draft,
    id: exchangeId(freshRandom(tenant)),
    folder: folderOf(mailbox, wellKnownName),
  });
  mailbox.messages.set(message.id, message);
}

async function sendMail(call: GraphCall): Promise<Response> {
  const { tenant } = call;
  const user = userOf(call);
  const payload = objectOf(await readJson(call.request));
  const message = objectOf(payload["message"] ?? payload["Message"]);
  const [to, cc, bcc] = [
    recipientsOf(message, "toRecipients"),
    recipientsOf(message, "ccRecipients"),
    recipientsOf(message, "bccRecipients"),
  ];
  if (to.length + cc.length + bcc.length === 0) {
    throw new GraphFailure(
      400,
      "ErrorInvalidRecipients",
      "At least one recipient is not valid., A message can't be sent unless it contains at least one recipient.",
    );
  }
  const random = freshRandom(tenant);
  const draft = {
    conversationId: `AAQkA${random.text(56)}=`,
    internetMessageId: `<${random.text(24)}@${user.mail.split("@")[1] ?? "mail"}>`,
    subject: stringOf(message["subject"]) ?? "",
    body: bodyOf(message),
    from: recipientOf(user),
    to,
    cc,
    at: tenant.clock.now(),
  };
  const readers = new Set(
    [...to, ...cc, ...bcc].flatMap(({ emailAddress }) => findUser(tenant, emailAddress.address) ?? []),
  );
  for (const reader of readers) deliver(tenant, reader, "inbox", { ...draft, isRead: false });
  if (payload["saveToSentItems"] !== false) deliver(tenant, user, "sentitems", { ...draft, isRead: true });
  return new Response(null, { status: 202 });
}

/** Mail: folders, messages, sending. Source: learn.microsoft.com/graph/api/resources/mail-api-overview. */
export const mailRoutes: readonly GraphRoute[] = [
  { method: "GET", path: "/users/{userId}/messages", handle: (call) => listMessages(call) },
  { method: "GET", path: "/users/{userId}/messages/{messageId}", handle: getMessage },
  { method: "POST", path: "/users/{userId}/sendMail", handle: sendMail },
  {
    method: "GET",
    path: "/users/{userId}/mailFolders",
    handle(call) {
      const user = userOf(call);
      const mailbox = mailboxOf(call.tenant, user);
      const views = mailbox.folders.map((folder) => folderView(mailbox, folder));
      return answerCollection(call, views, {
        context: `users('${user.id}')/mailFolders`,
        pageSize: 10,
        maxPageSize: 1000,
        paging: "skip",
      });
    },
  },
  {
    method: "GET",
    path: "/users/{userId}/mailFolders/{mailFolderId}",
    handle(call) {
      const user = userOf(call);
      const mailbox = mailboxOf(call.tenant, user);
      return answerEntity(
        call,
        folderView(mailbox, folderOf(mailbox, call.params["mailFolderId"] ?? "")),
        `users('${user.id}')/mailFolders`,
      );
    },
  },
  {
    method: "GET",
    path: "/users/{userId}/mailFolders/{mailFolderId}/messages",
    handle: (call) => listMessages(call, (mailbox) => folderOf(mailbox, call.params["mailFolderId"] ?? "")),
  },
];
