/** The chat model: quotes numbered sources from the prompt, and writes no sentence of its own. */
export const chatModel = "entrakit-extractive-1";

/** The embedding model: hashed words and pieces of words, without any knowledge of meaning. */
export const embeddingModel = "entrakit-hashed-1";

/** Marks every answer as the emulator's. */
export const systemFingerprint = "fp_entrakit_extractive";

/** Length of the embedding model's vectors when the client asks for none. */
export const embeddingDimensions = 512;

/** About how many tokens a text is: four characters of a word, or one other sign. Not a real tokenizer's count. */
export function tokensIn(text: string): number {
  let tokens = 0;
  for (const piece of text.match(/[\p{L}\p{N}]+|[^\s\p{L}\p{N}]/gu) ?? []) tokens += Math.ceil(piece.length / 4);
  return tokens;
}
