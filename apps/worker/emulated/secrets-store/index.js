import { WorkerEntrypoint } from "cloudflare:workers";

/** Plays a Secrets Store binding on one machine: the same `get()`, the value from this worker's own secret. */
// oxlint-disable-next-line import/no-default-export -- workerd takes a Worker's entry from there
export default class extends WorkerEntrypoint {
  get() {
    return this.env.VALUE;
  }
}
