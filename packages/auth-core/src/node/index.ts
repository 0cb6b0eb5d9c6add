export { fileStore, type FileStoreOptions } from "./file-store.ts";
export { interactive, type InteractiveCredential, type InteractiveOptions } from "./interactive.ts";
export type { ResponseMode } from "./loopback.ts";
export { SignInError, type SignInErrorCode } from "./sign-in-error.ts";
export type { SignInStore, StoredSignIn } from "./store.ts";
export { openSystemBrowser } from "./system-browser.ts";
