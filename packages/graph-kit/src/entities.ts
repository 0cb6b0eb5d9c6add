import type {
  AppRoleAssignment,
  Application,
  Channel,
  ChatMessage,
  DirectoryObject,
  Drive,
  DriveItem,
  Event,
  Group,
  List,
  ListItem,
  Message,
  OAuth2PermissionGrant,
  Organization,
  ServicePrincipal,
  Site,
  Team,
  User,
} from "@microsoft/microsoft-graph-types";
import type { GraphMethod, GraphPath, GraphRouteTable } from "@entrakit/scopes/routes";

/**
 * The entities that calls answer with, by the model's name.
 *
 * An interface, so that an application can merge in what it needs: `declare module "@entrakit/graph-kit"`.
 */
export interface GraphEntities {
  appRoleAssignment: AppRoleAssignment;
  application: Application;
  channel: Channel;
  chatMessage: ChatMessage;
  directoryObject: DirectoryObject;
  drive: Drive;
  driveItem: DriveItem;
  event: Event;
  group: Group;
  list: List;
  listItem: ListItem;
  message: Message;
  oAuth2PermissionGrant: OAuth2PermissionGrant;
  organization: Organization;
  servicePrincipal: ServicePrincipal;
  site: Site;
  team: Team;
  user: User;
}

/** What the body of a call is where it is not the entity that the call answers with. */
export interface GraphBodies {
  "POST /users/{userId}/sendMail": { readonly message: Message; readonly saveToSentItems?: boolean };
  "POST /me/sendMail": { readonly message: Message; readonly saveToSentItems?: boolean };
  "PATCH /applications/{applicationId}": Application;
  "PATCH /oauth2PermissionGrants/{oAuth2PermissionGrantId}": OAuth2PermissionGrant;
  "PUT /drives/{driveId}/items/{driveItemId}/content": BinaryBody;
}

/** A body that is sent as it is, not as JSON. */
export type BinaryBody = string | Uint8Array<ArrayBuffer> | ArrayBuffer | Blob | ReadableStream<Uint8Array>;

/** A collection as Graph sends it: one page. */
export interface Collection<Entry> {
  value: Entry[];
  "@odata.count"?: number;
  "@odata.nextLink"?: string;
  "@odata.deltaLink"?: string;
}

/** The entity of a call, `unknown` where the call answers with none that is mapped. */
type Entity<Method extends GraphMethod, Path extends GraphPath<Method>> = GraphRouteTable[Method][Path] extends {
  readonly result: infer Name;
}
  ? [Name] extends [keyof GraphEntities]
    ? [Name] extends [never]
      ? unknown
      : GraphEntities[Name]
    : unknown
  : unknown;

/** The paths whose `GET` answers with a collection. */
type IsCollection<Path extends GraphPath<"GET">> = GraphRouteTable["GET"][Path] extends {
  readonly collection: true;
}
  ? true
  : false;

/** What can stand in `select`: the entity's properties, any name where the entity is unknown. */
export type SelectName<Path extends GraphPath<"GET">> =
  unknown extends Entity<"GET", Path> ? string : keyof Entity<"GET", Path> & string;

/** What can stand in `expand`: a property, plain or with nested options in parentheses. */
export type ExpandName<Path extends GraphPath<"GET">> = SelectName<Path> | `${SelectName<Path>}(${string})`;

type Plain<Name> = Name extends `${infer Property}(${string}` ? Property : Name;

/** An item as read: the whole entity, or the selected and expanded properties of it. */
export type Item<Path extends GraphPath<"GET">, Select, Expand> = [Select] extends [never]
  ? Entity<"GET", Path>
  : unknown extends Entity<"GET", Path>
    ? unknown
    : Pick<Entity<"GET", Path>, (Select | Plain<Expand>) & keyof Entity<"GET", Path>>;

/** What `graph.get` answers with. */
export type Read<Path extends GraphPath<"GET">, Select = never, Expand = never> =
  IsCollection<Path> extends true ? Collection<Item<Path, Select, Expand>> : Item<Path, Select, Expand>;

/** What a call sends, `unknown` where that is not mapped. */
export type Body<Method extends GraphMethod, Path extends GraphPath<Method>> = `${Method} ${Path}` extends infer Key
  ? Key extends keyof GraphBodies
    ? GraphBodies[Key]
    : Entity<Method, Path>
  : never;

/** What a write answers with: the entity, or nothing where the route has none. */
export type Written<Method extends GraphMethod, Path extends GraphPath<Method>> =
  unknown extends Entity<Method, Path> ? undefined : Entity<Method, Path>;
