/** Where one line of a text starts anew: a blank line, a heading, a list item, a table row, a quotation, a fence. */
const startsUnit = /^\s*(?:#{1,6}\s|[-*+]\s|\d+[.)]\s|\||>|```|~~~|=+\s*$|-{3,}\s*$)/;
/** A line that is a unit by itself: a heading, a table row, a fence. */
const standsAlone = /^\s*(?:#{1,6}\s|\||```|~~~)/;
const marker = /^\s*(?:#{1,6}\s+|[-*+]\s+|\d+[.)]\s+|>\s*)/;
const sentenceEnd = /[.!?]["'”’)\]*_`]*\s+(?=["'“‘([*_`]*[\p{Lu}\p{N}])/gu;

/** Paragraphs, items and rows of a Markdown or plain text, each as it stands there. */
function unitsOf(text: string): readonly string[] {
  const units: string[] = [];
  let current: string[] = [];
  const close = (): void => {
    if (current.length > 0) units.push(current.join("\n"));
    current = [];
  };
  for (const line of text.split("\n")) {
    if (line.trim() === "" || startsUnit.test(line)) close();
    if (line.trim() !== "") current.push(line);
    if (standsAlone.test(line)) close();
  }
  close();
  return units;
}

/** The sentences of a text, each a piece of it without any change; marks of lists and headings are left off at the front. */
export function sentencesOf(text: string): readonly string[] {
  const sentences: string[] = [];
  for (const unit of unitsOf(text)) {
    let start = 0;
    for (const found of unit.matchAll(sentenceEnd)) {
      const end = found.index + found[0].length;
      sentences.push(unit.slice(start, end));
      start = end;
    }
    sentences.push(unit.slice(start));
  }
  return sentences
    .map((sentence) => sentence.replace(marker, "").trim())
    .filter((sentence) => /[\p{L}\p{N}]{2}/u.test(sentence));
}
