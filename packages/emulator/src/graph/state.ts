/** A person or address on a message or event, as Graph shows it. */
export interface Recipient {
  readonly emailAddress: { readonly name: string; readonly address: string };
}

/** A text with its format. */
export interface ItemBody {
  readonly contentType: "text" | "html";
  readonly content: string;
}

/** A folder of a mailbox. */
export interface MailFolder {
  readonly id: string;
  readonly displayName: string;
  /** The name that paths may use in place of the id: `inbox`. */
  readonly wellKnownName: string;
}

/** A message in Graph's shape. */
export interface Message {
  readonly id: string;
  readonly createdDateTime: string;
  readonly lastModifiedDateTime: string;
  readonly receivedDateTime: string;
  readonly sentDateTime: string;
  readonly hasAttachments: boolean;
  readonly internetMessageId: string;
  readonly subject: string;
  readonly bodyPreview: string;
  readonly importance: "low" | "normal" | "high";
  readonly parentFolderId: string;
  readonly conversationId: string;
  readonly isDeliveryReceiptRequested: boolean | null;
  readonly isReadReceiptRequested: boolean;
  readonly isRead: boolean;
  readonly isDraft: boolean;
  readonly webLink: string;
  readonly inferenceClassification: "focused" | "other";
  readonly body: ItemBody;
  readonly sender: Recipient;
  readonly from: Recipient;
  readonly toRecipients: readonly Recipient[];
  readonly ccRecipients: readonly Recipient[];
  readonly bccRecipients: readonly Recipient[];
  readonly replyTo: readonly Recipient[];
  readonly categories: readonly string[];
  readonly flag: { readonly flagStatus: "notFlagged" | "flagged" };
}

/** One person's mail; messages by id. */
export interface Mailbox {
  readonly folders: readonly MailFolder[];
  readonly messages: Map<string, Message>;
}

/** A point in time as events hold it: local text and its zone. */
export interface ZonedTime {
  /** `2026-03-01T09:00:00.0000000`. */
  readonly dateTime: string;
  readonly timeZone: string;
}

/** An event in Graph's shape. */
export interface CalendarEvent {
  readonly id: string;
  readonly createdDateTime: string;
  readonly lastModifiedDateTime: string;
  readonly iCalUId: string;
  readonly subject: string;
  readonly bodyPreview: string;
  readonly body: ItemBody;
  readonly start: ZonedTime;
  readonly end: ZonedTime;
  readonly location: { readonly displayName: string };
  readonly organizer: Recipient;
  readonly attendees: readonly (Recipient & {
    readonly type: "required" | "optional";
    readonly status: { readonly response: "none" | "accepted"; readonly time: string };
  })[];
  readonly isAllDay: boolean;
  readonly isCancelled: boolean;
  readonly isOrganizer: boolean;
  readonly showAs: "free" | "busy" | "tentative";
  readonly type: "singleInstance";
  readonly webLink: string;
}

/** One person's calendar; events by id. */
export interface Calendar {
  readonly id: string;
  readonly events: Map<string, CalendarEvent>;
}

/** A message in a channel. */
export interface ChatMessage {
  readonly id: string;
  readonly etag: string;
  readonly messageType: "message";
  readonly createdDateTime: string;
  readonly lastModifiedDateTime: string;
  readonly deletedDateTime: null;
  readonly subject: string | null;
  readonly importance: "normal" | "high" | "urgent";
  readonly webUrl: string;
  readonly from: {
    readonly user: { readonly id: string; readonly displayName: string; readonly userIdentityType: "aadUser" };
  };
  readonly body: ItemBody;
  readonly channelIdentity: { readonly teamId: string; readonly channelId: string };
}

/** A channel; newest message first. */
export interface Channel {
  /** `19:…@thread.tacv2`. */
  readonly id: string;
  readonly createdDateTime: string;
  readonly displayName: string;
  readonly description: string | null;
  readonly membershipType: "standard";
  readonly webUrl: string;
  readonly messages: ChatMessage[];
}

/** A team; its id is its group's, and its members are the group's. */
export interface Team {
  readonly id: string;
  readonly createdDateTime: string;
  readonly displayName: string;
  readonly description: string;
  readonly visibility: "private" | "public";
  readonly webUrl: string;
  /** By channel id; the first is General. */
  readonly channels: Map<string, Channel>;
}

/** A row of a list: `fields` are its columns. */
export interface ListItem {
  readonly id: string;
  readonly createdDateTime: string;
  readonly lastModifiedDateTime: string;
  readonly uniqueId: string;
  readonly fields: Readonly<Record<string, string | number | boolean | null>>;
}

/** A SharePoint list; items by id. */
export interface SiteList {
  readonly id: string;
  readonly createdDateTime: string;
  readonly name: string;
  readonly displayName: string;
  readonly template: "genericList" | "documentLibrary";
  readonly items: Map<string, ListItem>;
}

/** A SharePoint site. */
export interface Site {
  /** `{host},{site collection},{site}`. */
  readonly id: string;
  readonly createdDateTime: string;
  readonly name: string;
  readonly displayName: string;
  readonly description: string;
  readonly webUrl: string;
  readonly driveId: string;
  readonly lists: Map<string, SiteList>;
}

/** A file or folder as the tenant keeps it; Graph's shape is made from it on demand. */
export interface StoredItem {
  readonly id: string;
  /** The GUID that entity tags and download addresses use. */
  readonly uniqueId: string;
  name: string;
  /** Null at the root alone. */
  readonly parentId: string | null;
  /** Null for a folder. */
  content: Uint8Array | null;
  mimeType: string | null;
  /** Ids of what a folder holds, in order of creation. */
  readonly children: Set<string>;
  readonly createdAt: number;
  modifiedAt: number;
  version: number;
  /** Object id of the person who made it; null for an application. */
  readonly createdBy: string | null;
}

/** A person's OneDrive or a site's document library. */
export interface Drive {
  /** `b!…`. */
  readonly id: string;
  readonly name: string;
  readonly driveType: "business" | "documentLibrary";
  /** Object id of the person it belongs to; null for a library. */
  readonly ownerId: string | null;
  readonly siteId: string | null;
  readonly webUrl: string;
  readonly createdAt: number;
  readonly rootId: string;
  readonly items: Map<string, StoredItem>;
}

/** What a pre-authenticated download address stands for. */
export interface DownloadTicket {
  readonly token: string;
  readonly driveId: string;
  readonly itemId: string;
  /** Milliseconds since the epoch, by the tenant's clock. */
  readonly expiresAt: number;
}

/** What the tenant's people have in Microsoft 365. */
export interface GraphContent {
  /** The tenant's name in SharePoint's host names. */
  sharePointName: string;
  /** Midnight (UTC) of the day on which the tenant was made; every generated time counts from here. */
  anchor: number;
  /** How many things clients have made so far: a new thing's id follows from the seed and this. */
  created: number;
  /** By user id; made when first asked for. */
  readonly mailboxes: Map<string, Mailbox>;
  /** By user id; made when first asked for. */
  readonly calendars: Map<string, Calendar>;
  /** By id. */
  readonly teams: Map<string, Team>;
  /** By id; the root site first. */
  readonly sites: Map<string, Site>;
  /** By id. */
  readonly drives: Map<string, Drive>;
  /** Drive ids by user id. */
  readonly userDrives: Map<string, string>;
  /** By token. */
  readonly downloads: Map<string, DownloadTicket>;
  /** By item id: the address that is handed out while it is fresh. */
  readonly currentDownload: Map<string, DownloadTicket>;
}

/** A Microsoft 365 with nothing in it. */
export function createGraphContent(): GraphContent {
  return {
    sharePointName: "",
    anchor: 0,
    created: 0,
    mailboxes: new Map(),
    calendars: new Map(),
    teams: new Map(),
    sites: new Map(),
    drives: new Map(),
    userDrives: new Map(),
    downloads: new Map(),
    currentDownload: new Map(),
  };
}
