import type { Random } from "../random.ts";
import type { Tenant } from "../tenant.ts";
import type { ItemBody } from "./state.ts";

const projects = [
  "Aurora",
  "Basalt",
  "Cinder",
  "Delta",
  "Ember",
  "Falcon",
  "Granite",
  "Harbor",
  "Indigo",
  "Juniper",
  "Kestrel",
  "Lantern",
  "Meridian",
  "Northwind",
  "Obsidian",
  "Prairie",
  "Quarry",
  "Raven",
  "Saffron",
  "Tundra",
] as const;
const subjects = [
  "budget",
  "migration",
  "launch",
  "audit",
  "roadmap",
  "onboarding",
  "contract",
  "release",
  "inventory",
  "survey",
  "training",
  "renewal",
  "forecast",
  "retrospective",
  "security review",
  "supplier list",
] as const;
const verbs = [
  "is ready for review",
  "moves to next week",
  "needs one more approval",
  "was signed yesterday",
  "starts with the pilot group",
  "is on track",
  "has two open questions",
  "closes on Friday",
  "depends on the vendor's answer",
] as const;
const places = [
  "Room 101",
  "Room 204",
  "Main hall",
  "Harbor room",
  "Online",
  "Library",
  "Studio 3",
  "Roof terrace",
] as const;
const follow = [
  "Please send your comments by noon.",
  "The numbers are in the shared folder.",
  "Let me know if the date does not work.",
  "I added the figures to the second page.",
  "Nothing else has changed since Monday.",
  "The team will answer in the channel.",
] as const;

/** `Aurora budget`: what a message, event or file is about. */
export function topic(random: Random): string {
  return `${random.pick(projects)} ${random.pick(subjects)}`;
}

/** A project's name. */
export function projectName(random: Random): string {
  return random.pick(projects);
}

/** Where a meeting takes place. */
export function place(random: Random): string {
  return random.pick(places);
}

/** Two or three sentences about something. */
export function remarks(random: Random, about: string): string {
  const opening = `The ${about} ${random.pick(verbs)}.`;
  const number = `It concerns ${2 + random.integer(40)} people and ${10 + random.integer(900)} items.`;
  return [opening, random.pick(follow), ...(random.integer(2) === 0 ? [number] : [])].join(" ");
}

/** A text as Outlook keeps it. */
export function htmlBody(text: string): ItemBody {
  return { contentType: "html", content: `<html><body><p>${text}</p></body></html>` };
}

/** What is readable in a body: the first 255 characters of its text. */
export function previewOf(body: ItemBody): string {
  const text = body.contentType === "html" ? body.content.replace(/<[^>]*>/g, " ") : body.content;
  return text.replace(/\s+/g, " ").trim().slice(0, 255);
}

/** `2026-03-01T09:00:00Z`. */
export function instant(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 19)}Z`;
}

/** Letters and digits in the form of an Exchange id: `AAMkA…=`. */
export function exchangeId(random: Random): string {
  return `AAMkA${random.text(114)}=`;
}

/** A path-safe short name: `Aurora Team` is `AuroraTeam`. */
export function nickname(name: string): string {
  return name.replace(/[^A-Za-z0-9]/g, "");
}

/** The source of a new thing's ids: follows from the seed and from how many things were made before. */
export function freshRandom(tenant: Tenant): Random {
  tenant.content.created += 1;
  return tenant.random.fork(`created/${tenant.content.created}`);
}
