import type { User } from "../directory/state.ts";
import { type JsonObject, listOf, objectOf, readJson, stringOf } from "../json.ts";
import type { Tenant } from "../tenant.ts";
import { answerCollection, answerEntity } from "./collection.ts";
import { GraphFailure } from "./failure.ts";
import { userOf } from "./people.ts";
import type { GraphCall, GraphRoute } from "./route.ts";
import type { Calendar, CalendarEvent, ItemBody, Recipient, ZonedTime } from "./state.ts";
import { exchangeId, freshRandom, htmlBody, instant, place, previewOf, remarks, topic } from "./words.ts";

const hour = 3_600_000;
const day = 24 * hour;

/** How an event's time reads in UTC. */
function zoned(milliseconds: number): ZonedTime {
  return { dateTime: `${new Date(milliseconds).toISOString().slice(0, 19)}.0000000`, timeZone: "UTC" };
}

/** An event's time in milliseconds. Only UTC is kept; a time in another zone is refused when the event is made. */
function millisecondsOf(time: ZonedTime): number {
  return Date.parse(`${time.dateTime.slice(0, 19)}Z`);
}

interface Draft {
  readonly id: string;
  readonly uid: string;
  readonly subject: string;
  readonly body: ItemBody;
  readonly start: ZonedTime;
  readonly end: ZonedTime;
  readonly location: string;
  readonly organizer: User;
  readonly attendees: CalendarEvent["attendees"];
  readonly owner: User;
  readonly createdAt: number;
}

function eventOf(draft: Draft): CalendarEvent {
  const created = instant(draft.createdAt);
  const organizer: Recipient = { emailAddress: { name: draft.organizer.displayName, address: draft.organizer.mail } };
  return {
    id: draft.id,
    createdDateTime: created,
    lastModifiedDateTime: created,
    iCalUId: draft.uid,
    subject: draft.subject,
    bodyPreview: previewOf(draft.body),
    body: draft.body,
    start: draft.start,
    end: draft.end,
    location: { displayName: draft.location },
    organizer,
    attendees: draft.attendees,
    isAllDay: false,
    isCancelled: false,
    isOrganizer: draft.organizer.id === draft.owner.id,
    showAs: "busy",
    type: "singleInstance",
    webLink: `https://outlook.office365.com/owa/?itemid=${encodeURIComponent(draft.id)}&exvsurl=1&path=/calendar/item`,
  };
}

/** A person's calendar; made from the tenant's seed when it is first opened: from a week before its first day to two weeks after. */
function calendarOf(tenant: Tenant, owner: User): Calendar {
  const known = tenant.content.calendars.get(owner.id);
  if (known !== undefined) return known;
  const random = tenant.random.fork(`calendar/${owner.id}`);
  const calendar: Calendar = { id: exchangeId(random), events: new Map() };
  tenant.content.calendars.set(owner.id, calendar);
  const people = [...tenant.directory.users.values()];
  for (let index = 0; index < 10; index += 1) {
    const start = tenant.content.anchor + (2 * index - 6) * day + (8 + random.integer(9)) * hour;
    const subject = topic(random);
    const organizer = random.integer(2) === 0 ? owner : random.pick(people);
    const guest = random.pick(people);
    const event = eventOf({
      id: exchangeId(random),
      uid: random.text(48),
      subject,
      body: htmlBody(remarks(random, subject)),
      start: zoned(start),
      end: zoned(start + (1 + random.integer(3)) * (hour / 2)),
      location: place(random),
      organizer,
      attendees: [
        {
          emailAddress: { name: guest.displayName, address: guest.mail },
          type: "required",
          status: { response: "accepted", time: instant(start - 3 * day) },
        },
      ],
      owner,
      createdAt: start - 9 * day,
    });
    calendar.events.set(event.id, event);
  }
  return calendar;
}

function boundary(url: URL, name: string): number {
  const wanted = [...url.searchParams].find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1];
  const withZone = wanted === undefined || /(Z|[+-]\d{2}:\d{2})$/i.test(wanted) ? wanted : `${wanted}Z`;
  const milliseconds = Date.parse(withZone ?? "");
  if (Number.isNaN(milliseconds)) {
    const message =
      "This request requires a time window specified by the query string parameters StartDateTime and EndDateTime.";
    throw new GraphFailure(400, "ErrorInvalidParameter", message);
  }
  return milliseconds;
}

function calendarView(call: GraphCall): Response {
  const user = userOf(call);
  const [from, to] = [boundary(call.url, "startDateTime"), boundary(call.url, "endDateTime")];
  const events = [...calendarOf(call.tenant, user).events.values()]
    .filter((event) => millisecondsOf(event.start) < to && millisecondsOf(event.end) > from)
    .sort((left, right) => millisecondsOf(left.start) - millisecondsOf(right.start));
  return answerCollection(call, events, {
    context: `users('${user.id}')/calendarView`,
    pageSize: 10,
    maxPageSize: 1000,
    paging: "skip",
  });
}

function timeOf(payload: JsonObject, name: string): ZonedTime {
  const time = objectOf(payload[name]);
  const dateTime = stringOf(time["dateTime"]) ?? "";
  const timeZone = stringOf(time["timeZone"]) ?? "UTC";
  if (Number.isNaN(Date.parse(dateTime))) {
    throw new GraphFailure(400, "ErrorInvalidRequest", `The property '${name}' is required and needs a date and time.`);
  }
  if (timeZone !== "UTC")
    throw new GraphFailure(501, "NotImplemented", `The emulator keeps events in UTC only, not in '${timeZone}'.`);
  return zoned(Date.parse(`${dateTime.slice(0, 19)}Z`));
}

function attendeesOf(payload: JsonObject): CalendarEvent["attendees"] {
  return listOf(payload["attendees"]).map((value) => {
    const attendee = objectOf(value);
    const address = objectOf(attendee["emailAddress"]);
    const mail = stringOf(address["address"]) ?? "";
    return {
      emailAddress: { name: stringOf(address["name"]) ?? mail, address: mail },
      type: attendee["type"] === "optional" ? "optional" : "required",
      status: { response: "none", time: "0001-01-01T00:00:00Z" },
    };
  });
}

async function createEvent(call: GraphCall): Promise<Response> {
  const owner = userOf(call);
  const calendar = calendarOf(call.tenant, owner);
  const payload = objectOf(await readJson(call.request));
  const body = objectOf(payload["body"]);
  const random = freshRandom(call.tenant);
  const event = eventOf({
    id: exchangeId(random),
    uid: random.text(48),
    subject: stringOf(payload["subject"]) ?? "",
    body: { contentType: body["contentType"] === "text" ? "text" : "html", content: stringOf(body["content"]) ?? "" },
    start: timeOf(payload, "start"),
    end: timeOf(payload, "end"),
    location: stringOf(objectOf(payload["location"])["displayName"]) ?? "",
    organizer: owner,
    attendees: attendeesOf(payload),
    owner,
    createdAt: call.tenant.clock.now(),
  });
  calendar.events.set(event.id, event);
  return answerEntity(call, event, `users('${owner.id}')/events`, 201);
}

/** Calendars: events, the view of a time window, making an event. Source: learn.microsoft.com/graph/api/resources/calendar. */
export const calendarRoutes: readonly GraphRoute[] = [
  {
    method: "GET",
    path: "/users/{userId}/events",
    handle(call) {
      const user = userOf(call);
      const events = [...calendarOf(call.tenant, user).events.values()];
      return answerCollection(call, events, {
        context: `users('${user.id}')/events`,
        pageSize: 10,
        maxPageSize: 1000,
        paging: "skip",
      });
    },
  },
  {
    method: "GET",
    path: "/users/{userId}/events/{eventId}",
    handle(call) {
      const user = userOf(call);
      const event = calendarOf(call.tenant, user).events.get(call.params["eventId"] ?? "");
      if (event === undefined)
        throw new GraphFailure(404, "ErrorItemNotFound", "The specified object was not found in the store.");
      return answerEntity(call, event, `users('${user.id}')/events`);
    },
  },
  { method: "POST", path: "/users/{userId}/events", handle: createEvent },
  { method: "GET", path: "/users/{userId}/calendarView", handle: calendarView },
];
