/** Values drawn from a seed: the same seed gives the same tenant. */
export interface Random {
  /** A number in [0, 1). */
  next(): number;
  /** A whole number in [0, below). */
  integer(below: number): number;
  /** One member of a list that is not empty. */
  pick<T>(list: readonly [T, ...T[]] | readonly T[]): T;
  /** A version 4 UUID. */
  uuid(): string;
  /** Letters and digits. */
  text(length: number): string;
  /** An independent source under a name, so that one part's draws do not shift another's. */
  fork(name: string): Random;
}

/** FNV-1a over UTF-16 units: spreads a seed's text over 32 bits. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  }
  return value >>> 0;
}

/** mulberry32: small, well mixed, and the same on every platform. */
function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/** Makes a source of reproducible values. Not for keys or tokens: those come from the platform's own randomness. */
export function createRandom(seed: string): Random {
  const next = mulberry32(hash(seed));
  const integer = (below: number): number => Math.floor(next() * below);
  const random: Random = {
    next,
    integer,
    pick(list) {
      const member = list[integer(list.length)];
      if (member === undefined) throw new RangeError("pick() needs a list with at least one member");
      return member;
    },
    uuid() {
      const hex = Array.from({ length: 32 }, () => integer(16).toString(16));
      hex[12] = "4";
      hex[16] = (8 + integer(4)).toString(16);
      return hex.join("").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
    },
    text: (length) => Array.from({ length }, () => alphabet.charAt(integer(alphabet.length))).join(""),
    fork: (name) => createRandom(`${seed}/${name}`),
  };
  return random;
}
