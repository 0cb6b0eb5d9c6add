import type { SourceDocument } from "@entrakit/azure-ai-kit/rag";

/** What the emulated tenant's index holds: a company's handbook, three pages of it. */
export const documents: readonly SourceDocument[] = [
  {
    id: "handbook-leave",
    name: "handbook/leave.md",
    text: `# Leave

Everybody has thirty days of paid leave in a calendar year.

## Asking for it

Ask your team lead two weeks before the first day. Leave of more than three weeks needs the consent of the head of department.
`,
  },
  {
    id: "handbook-travel",
    name: "handbook/travel.md",
    text: `# Travel

Trains are booked through the travel desk, second class. Flights need a reason when the train takes less than five hours.

## Expenses

Send receipts within thirty days after the trip; the desk pays them with the next salary.
`,
  },
  {
    id: "handbook-devices",
    name: "handbook/devices.md",
    text: `# Devices

A lost laptop is reported to the service desk within one hour, at any time of the day.

## Updates

Security updates are installed within three days. A device that is behind loses its access to mail.
`,
  },
];
