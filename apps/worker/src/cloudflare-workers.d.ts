/** The part of the platform's module that this Worker uses; `npx wrangler types` writes all of it. */
declare module "cloudflare:workers" {
  export function waitUntil(promise: Promise<unknown>): void;
}
