/** Words of English that say little about what a text is about. */
const stopWords: ReadonlySet<string> = new Set(
  (
    "a about above after again all am an and any are as at be because been before being below between both but by can could did do does doing " +
    "down during each few for from further had has have having he her here hers him his how i if in into is it its itself just me more most " +
    "my no nor not now of off on once only or other our ours out over own same she should so some such than that the their theirs them then " +
    "there these they this those through to too under until up us very was we were what when where which while who whom why will with would " +
    "you your yours"
  ).split(" "),
);

/** Whether a word says little about what a text is about. */
export function isStopWord(word: string): boolean {
  return stopWords.has(word);
}

/** Words of a text, lower-cased: runs of letters, marks and digits. */
export function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
}

const endings = [
  "ations",
  "ation",
  "ings",
  "ing",
  "edly",
  "ies",
  "ied",
  "ers",
  "er",
  "ed",
  "es",
  "ly",
  "s",
  "e",
] as const;

/** A word without its commonest endings, so that `signs`, `signed` and `signing` meet. Crude on purpose: the same on every platform. */
export function stemOf(word: string): string {
  for (const ending of endings) {
    if (word.endsWith(ending) && word.length - ending.length >= 3) return word.slice(0, -ending.length);
  }
  return word;
}
