import { bearer, compose, deadline, observe, retry, timeout } from "../src/index.ts";
import { fakeCredential, fakeFetch } from "./support.ts";

const { fetch } = fakeFetch();
const { credential } = fakeCredential();
const authorize = bearer({ credential, resource: "graph" });

const watch = observe(() => {});

compose(fetch);
compose(fetch, authorize);
compose(fetch, watch, deadline(1), retry(), timeout(), authorize);
compose(fetch, retry(), authorize);

// @ts-expect-error -- what observes would see the credential
compose(fetch, authorize, watch);
// @ts-expect-error -- the outer layer must stand further out
compose(fetch, timeout(), retry(), authorize);
// @ts-expect-error -- each layer at most once
compose(fetch, retry(), retry());

// @ts-expect-error -- this API has a host per instance: customResource
bearer({ credential, resource: "search" });
