import { bundle } from "../harness/bundle.ts";
import type { Row } from "../harness/row.ts";

/** Everything that the root entry of `@entrakit/scopes` exports; types weigh nothing. */
export const scopesRoot: Row = {
  id: "scopes.root",
  title: "size of the root entry of scopes, all its exports used",
  unit: "KiB, minified, gzip −9",
  bar: { atMost: 2 },
  async measure() {
    const { gzip, minified } = await bundle("scopes-root");
    return { ours: gzip, peers: {}, details: { "minified, KiB": minified } };
  },
};
