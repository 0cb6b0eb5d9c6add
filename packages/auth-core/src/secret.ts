const hidden = "[redacted]";

/** Holds a secret so that printing, logging, inspecting or serialising it shows `[redacted]`. */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
    // Node prints an object by this method where it has one.
    Object.defineProperty(this, Symbol.for("nodejs.util.inspect.custom"), { value: () => hidden });
  }

  /** The secret itself, for the one place that sends it. */
  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return hidden;
  }

  toJSON(): string {
    return hidden;
  }
}

/** The secret of a wrapper or of a bare string. */
export function reveal(secret: string | Secret): string {
  return typeof secret === "string" ? secret : secret.reveal();
}
