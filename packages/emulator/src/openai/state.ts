/** A model under the name that requests use. */
export interface Deployment {
  readonly name: string;
  /** The model's own name, which answers carry: it says what the model is. */
  readonly model: string;
  readonly kind: "chat" | "embeddings";
  /** Requests beyond it are answered 429 until the minute is over. */
  readonly tokensPerMinute: number;
  /** What was used in the current minute, by the tenant's clock. */
  readonly usage: { startedAt: number; tokens: number; requests: number };
}

/** One message of a conversation, its parts joined to one text. */
export interface ChatTurn {
  readonly role: string;
  readonly text: string;
}

/** A response that was asked to be kept. */
interface StoredResponse {
  readonly body: Readonly<Record<string, unknown>>;
  /** The conversation up to and with its answer. */
  readonly turns: readonly ChatTurn[];
}

/** One Azure OpenAI resource. */
export interface OpenAIAccount {
  readonly name: string;
  /** Its id in Resource Manager, where role assignments stand. */
  readonly resourceId: string;
  readonly keys: readonly string[];
  /** By lower-cased name. */
  readonly deployments: Map<string, Deployment>;
  /** By id. */
  readonly responses: Map<string, StoredResponse>;
}

/** Every Azure OpenAI resource of the tenant, by lower-cased name. */
export interface OpenAIState {
  readonly accounts: Map<string, OpenAIAccount>;
}

/** A tenant without models. */
export function createOpenAI(): OpenAIState {
  return { accounts: new Map() };
}
