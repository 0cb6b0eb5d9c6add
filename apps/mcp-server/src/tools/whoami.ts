import type { McpServer } from "@modelcontextprotocol/server";
import { z } from "zod";

import { readConfiguration } from "../configuration.ts";
import { permissions } from "../graph.ts";
import { toolResult } from "./result.ts";

/** Read for showing alone: whether Graph accepts the token is Graph's business. */
const claims = z.object({ roles: z.array(z.string()).default([]) });

function rolesIn(token: string): readonly string[] {
  const payload: unknown = JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString());
  return claims.parse(payload).roles;
}

async function whoami(signal: AbortSignal) {
  const { tenantId, clientId } = readConfiguration();
  const [{ defaultScope }, { appIdentity }] = await Promise.all([
    import("@entrakit/scopes"),
    import("../auth/app-only-client.ts"),
  ]);
  const { credential, signer } = await appIdentity(tenantId, clientId);
  const token = await credential.getToken(defaultScope("graph"), { abortSignal: signal, enableCae: true });
  const declared: readonly string[] = permissions.application;
  const granted = rolesIn(token.token);
  return {
    tenantId,
    clientId,
    certificate: { id: signer.certificateId, expires: signer.expiresOn.toISOString(), key: signer.mode },
    permissions: [...new Set([...declared, ...granted])].map((name) => ({
      name,
      declared: declared.includes(name),
      granted: granted.includes(name),
    })),
  };
}

/** The tool that shows whom this server acts as, and what the code declares beside what the token holds. */
export function registerWhoami(server: McpServer): void {
  server.registerTool(
    "whoami",
    {
      title: "Show the app's identity",
      description:
        "The app that this server acts as, its certificate, and each Graph permission as declared in code and as granted in the token.",
      inputSchema: z.object({}),
      outputSchema: z.object({
        tenantId: z.string(),
        clientId: z.string(),
        certificate: z.object({
          id: z.string(),
          expires: z.string(),
          key: z.enum(["remote", "exported"]).describe("remote: the key stays in Key Vault, which signs"),
        }),
        permissions: z.array(z.object({ name: z.string(), declared: z.boolean(), granted: z.boolean() })),
      }),
      annotations: { readOnlyHint: true, openWorldHint: false },
    },
    (_nothing, { mcpReq }) => toolResult(mcpReq.signal, whoami),
  );
}
