import type { Account } from "../authorization-code.ts";

/** A sign-in as it is kept between processes. The refresh token is a secret: a store keeps it encrypted. */
export interface StoredSignIn {
  readonly account: Account;
  readonly refreshToken: string;
  /** When it was kept, in milliseconds since the epoch. */
  readonly savedAt: number;
}

/** Keeps sign-ins between processes, by a key that names authority, tenant and app. */
export interface SignInStore {
  load(key: string): Promise<StoredSignIn | undefined>;
  save(key: string, signIn: StoredSignIn): Promise<void>;
  remove(key: string): Promise<void>;
}
