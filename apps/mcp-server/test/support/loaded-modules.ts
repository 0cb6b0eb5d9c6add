/** Preloaded into a child: writes the address of every module to standard error when it is loaded. */
import { registerHooks } from "node:module";

registerHooks({
  load(url, context, next) {
    process.stderr.write(`loaded ${url}\n`);
    return next(url, context);
  },
});
