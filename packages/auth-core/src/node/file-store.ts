import { createCipheriv, createDecipheriv, randomBytes, randomUUID } from "node:crypto";
import { constants } from "node:fs";
import { mkdir, open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";

import { refuseOption } from "../configuration-error.ts";
import { createQueue } from "../internal/in-turn.ts";
import { isRecord, parseJson, textOf } from "../internal/json.ts";
import { SignInError } from "./sign-in-error.ts";
import type { SignInStore, StoredSignIn } from "./store.ts";

/** Where sign-ins are kept, and under which key. */
export interface FileStoreOptions {
  /** The file; its folder is made if need be. */
  readonly path: string;
  /**
   * 32 bytes to encrypt with. When left out, a random key is kept in `{path}.key` beside the file, readable by this user alone: that
   * keeps the tokens out of backups and copies of the one file, but not from whoever can read both.
   */
  readonly key?: Uint8Array | undefined;
  /** Told where a file that cannot be decrypted was moved to; the store then starts empty. */
  readonly onSetAside?: ((path: string) => void) | undefined;
}

const keyLength = 32;
const ownerOnly = 0o600;
const boundTo = Buffer.from("entrakit sign-in store, version 1");
/** Windows has no such flag, and no symbolic links that other users can plant without a privilege. */
const noFollow = constants.O_NOFOLLOW ?? 0;

function failed(path: string, what: string, cause: unknown): SignInError {
  return new SignInError(
    "store_failed",
    `The sign-in store ${path} cannot be ${what}.`,
    "Check the file, its folder and its owner.",
    cause,
  );
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}

async function readOwn(path: string): Promise<Buffer | undefined> {
  try {
    const file = await open(path, constants.O_RDONLY | noFollow);
    try {
      return await file.readFile();
    } finally {
      await file.close();
    }
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw failed(path, "read", error);
  }
}

/** Replaces a file as a whole: a reader, or a crash, sees the old content or the new one. */
async function writeOwn(path: string, content: Uint8Array): Promise<void> {
  const temporary = `${path}.${randomUUID()}.tmp`;
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    const file = await open(temporary, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | noFollow, ownerOnly);
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw failed(path, "written", error);
  }
}

/** The key beside the file; made on first use. */
async function keyBeside(path: string): Promise<Uint8Array> {
  const keyPath = `${path}.key`;
  const kept = await readOwn(keyPath);
  if (kept?.length === keyLength) return kept;
  if (kept !== undefined) throw failed(keyPath, "used: it does not hold 32 bytes", undefined);
  const key = randomBytes(keyLength);
  await writeOwn(keyPath, key);
  // Another process may have made its key in the meantime; the one that the folder holds now is the one for all.
  return (await readOwn(keyPath)) ?? key;
}

function encrypt(plain: string, key: Uint8Array): Buffer {
  const iv = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", key, iv).setAAD(boundTo);
  const data = Buffer.concat([cipher.update(plain, "utf8"), cipher.final()]);
  const file = {
    version: 1,
    iv: iv.toString("base64"),
    tag: cipher.getAuthTag().toString("base64"),
    data: data.toString("base64"),
  };
  return Buffer.from(`${JSON.stringify(file)}\n`);
}

/** The plain text, or undefined where the file is not one that this key wrote. */
function decrypt(content: Buffer, key: Uint8Array): string | undefined {
  const file = parseJson(content.toString("utf8"));
  if (!isRecord(file)) return undefined;
  const [iv, tag, data] = ["iv", "tag", "data"].map((name) => Buffer.from(textOf(file[name]) ?? "", "base64"));
  if (iv?.length !== 12 || tag?.length !== 16 || data === undefined) return undefined;
  try {
    const decipher = createDecipheriv("aes-256-gcm", key, iv, { authTagLength: 16 }).setAAD(boundTo).setAuthTag(tag);
    return Buffer.concat([decipher.update(data), decipher.final()]).toString("utf8");
  } catch {
    return undefined;
  }
}

function isSignIn(value: unknown): value is StoredSignIn {
  return isRecord(value) && isRecord(value["account"]) && textOf(value["refreshToken"]) !== undefined;
}

type Entries = Record<string, unknown>;

/**
 * Keeps sign-ins in one encrypted file (AES-256-GCM), readable by this user alone, replaced as a whole at every change.
 *
 * On Windows the file has the rights of its folder: choose one in the user's profile.
 *
 * @throws {ConfigurationError} where the key has another length; its methods reject with {@link SignInError} `store_failed`
 */
export function fileStore(options: FileStoreOptions): SignInStore {
  const { path } = options;
  if (path === "") refuseOption("path", "path is empty.", "Name a file in the user's own folder.");
  if (options.key !== undefined && options.key.length !== keyLength) {
    refuseOption("key", `key has ${options.key.length} bytes.`, "Pass 32 random bytes.");
  }
  const key = (): Promise<Uint8Array> => (options.key === undefined ? keyBeside(path) : Promise.resolve(options.key));
  const setAside = async (): Promise<Entries> => {
    const aside = `${path}.corrupt-${Date.now()}`;
    await rename(path, aside);
    options.onSetAside?.(aside);
    return {};
  };
  const readEntries = async (): Promise<Entries> => {
    const content = await readOwn(path);
    if (content === undefined) return {};
    const entries = parseJson(decrypt(content, await key()) ?? "");
    return isRecord(entries) ? { ...entries } : setAside();
  };
  const inTurn = createQueue();
  const change = (apply: (entries: Entries) => void): Promise<void> =>
    inTurn(async () => {
      const entries = await readEntries();
      apply(entries);
      await writeOwn(path, encrypt(JSON.stringify(entries), await key()));
    });
  return {
    load: (name) =>
      inTurn(async () => {
        const entry = (await readEntries())[name];
        return isSignIn(entry) ? entry : undefined;
      }),
    save: (name, signIn) => change((entries) => void (entries[name] = signIn)),
    remove: (name) => change((entries) => void delete entries[name]),
  };
}
