import { findLeaks } from "./leak-scan.ts";
import { type Stage, type StageResult, must } from "./stage.ts";

/** Kinds of secret that every run issues. A scan that looks for none of a kind shows nothing about it. */
const expected = [
  "access-token",
  "authorization-code",
  "client-assertion",
  "client-secret",
  "code-verifier",
  "id-token",
  "pfx",
  "private-key",
  "refresh-token",
] as const;

function countByKind(kinds: Iterable<string>): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const kind of kinds) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}

/** No client did what Azure tolerates and a careful client does not: a replayed assertion, a retry too early, a token to a wrong host. */
const carefulClients: Stage = {
  id: "violations",
  title: "Careful clients",
  remedy: "The tenant's log names the request; see docs/conformance.md for the contract it breaks.",
  async run({ tenant }) {
    const { violations, requests } = tenant.log;
    const kinds = [...new Set(violations.map(({ kind, detail }) => `${kind} (${detail})`))];
    must(violations.length === 0, `${violations.length} violations: ${kinds.join("; ")}`);
    must(requests.length > 0, "the tenant saw no request");
    return { proved: `${requests.length} requests seen, 0 violations`, facts: { requests: requests.length } };
  },
};

/** What closes a run: the clients' conduct, and a search of all that was written for every secret that the tenant issued. */
export function closingStages(transcript: readonly string[], results: readonly StageResult[]): readonly Stage[] {
  const leakScan: Stage = {
    id: "leaks",
    title: "Leak scan",
    remedy: "Find what printed it, and pass the value in a wrapper.",
    async run({ tenant, logs }) {
      const { entries } = tenant.secrets;
      const texts = new Map([
        ["transcript", transcript.join("\n")],
        ["summary", JSON.stringify(results)],
        ["requests", JSON.stringify(tenant.log.requests)],
        ...logs,
      ]);
      const counts = countByKind(entries.values());
      const absent = expected.filter((kind) => counts[kind] === undefined);
      must(absent.length === 0, `the tenant issued no ${absent.join(", ")}, so the scan would show nothing`);
      const leaks = findLeaks(entries, texts);
      const places = [...new Set(leaks.map((leak) => `${leak.kind} (${leak.form}) in ${leak.place}`))];
      const scanned = `${entries.size} secrets of ${Object.keys(counts).length} kinds looked for in ${texts.size} texts`;
      must(leaks.length === 0, `${scanned}: ${places.join("; ")}`);
      return { proved: `${scanned}: 0 hits`, facts: { secrets: counts, texts: [...texts.keys()] } };
    },
  };
  return [carefulClients, leakScan];
}
