import type { Stage } from "../stage.ts";
import { answers } from "./answers.ts";
import { appOnlyTokens } from "./app-only-tokens.ts";
import { delegatedSignIn } from "./delegated-sign-in.ts";
import { emulatedTenant } from "./emulated-tenant.ts";
import { graphReads } from "./graph-reads.ts";
import { mcpServer } from "./mcp-server.ts";
import { provisioning } from "./provisioning.ts";
import { workerd } from "./workerd.ts";

/** The main job, in order. Each stage needs what the ones before it made. */
export const stages: readonly Stage[] = [
  emulatedTenant,
  provisioning,
  appOnlyTokens,
  graphReads,
  delegatedSignIn,
  answers,
  mcpServer,
  workerd,
];
