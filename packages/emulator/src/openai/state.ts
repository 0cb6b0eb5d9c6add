/** What the tenant's openai surface holds. */
export interface OpenAIState {
  readonly kind: "openai";
}

/** An empty one. */
export function createOpenAI(): OpenAIState {
  return { kind: "openai" };
}
