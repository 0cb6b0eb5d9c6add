import { appOnly, ClientCertificate, ClientSecret, type Credential, webCryptoSigner } from "@entrakit/auth-core";
import { provisionerOf, resourcesOf } from "@entrakit/emulator";
import { intercept } from "@entrakit/emulator/msw";

import { placedCertificate } from "../../../apps/worker/emulated/place-certificate.ts";
import { citedNames, quotesRightly } from "../corpus.ts";
import { type Stage, must } from "../stage.ts";
import { appOf, questionOf, type World } from "../world.ts";

/** The operator, who may read the certificate's key and has no role at the Worker. */
function operatorOf({ tenant }: World): Credential {
  const { clientId, clientSecret } = provisionerOf(tenant);
  return appOnly({ tenantId: tenant.tenantId, clientId, clientAuth: ClientSecret(clientSecret) });
}

/** The key is placed once, by an operator who may export it; the Worker never speaks to the vault. */
async function placeCertificate(world: World): Promise<{ certificate: string; credential: Credential }> {
  const { clientId, certificateName } = appOf(world);
  const { vaultUrl } = resourcesOf(world.tenant);
  const placed = await placedCertificate(world.tenant, { vaultUrl, certificateName, credential: operatorOf(world) });
  const signer = await webCryptoSigner({ privateKey: placed.jwk, certificate: { x5tS256: placed["x5t#S256"] } });
  const { tenantId } = world.tenant;
  const credential = appOnly({ tenantId, clientId, clientAuth: ClientCertificate(signer) });
  return { certificate: JSON.stringify(placed), credential };
}

async function bearerFor(credential: Credential, clientId: string): Promise<{ authorization: string }> {
  const { token } = await credential.getToken(`api://${clientId}/.default`);
  return { authorization: `Bearer ${token}` };
}

/** The sample Worker in real workerd: what leaves it reaches the tenant, what enters it is checked. */
export const workerd: Stage = {
  id: "worker",
  title: "Worker in workerd",
  remedy:
    "Run it by hand: node --conditions=@entrakit/source apps/worker/emulated/main.ts; a missing variable is named.",
  async run(world, progress) {
    using _network = intercept(world.tenant);
    progress("placing the certificate's key");
    const { certificate, credential } = await placeCertificate(world);
    const { clientId } = appOf(world);
    const caller = await bearerFor(credential, clientId);
    const withoutRole = await bearerFor(operatorOf(world), clientId);
    progress("starting workerd");
    const variables = {
      AZURE_TENANT_ID: world.tenant.tenantId,
      AZURE_CLIENT_ID: clientId,
      AZURE_OPENAI_ENDPOINT: resourcesOf(world.tenant).openaiEndpoint,
    };
    // A second of loading that the stages before need not wait for.
    const { workerHarness } = await import("../../../apps/worker/emulated/harness.ts");
    const server = workerHarness({ variables, certificate });
    try {
      await server.listen();
      const health = await server.fetch("/healthz");
      const nobody = await server.fetch("/users");
      const forbidden = await server.fetch("/users", { headers: withoutRole });
      must(health.status === 200, `/healthz answered ${health.status}`);
      must(nobody.status === 401, `/users without a token answered ${nobody.status}`);
      must(forbidden.status === 403, `/users without the role answered ${forbidden.status}`);
      progress("GET /users, POST /ask");
      const users = await server.fetch("/users", { headers: caller });
      const usersText = await users.text();
      must(users.status === 200, `/users answered ${users.status}: ${usersText}`);
      const drawn = questionOf(world);
      const asked = await server.fetch("/ask", {
        method: "POST",
        headers: { ...caller, "content-type": "application/json" },
        body: JSON.stringify({ question: drawn.question }),
      });
      const answerText = await asked.text();
      must(asked.status === 200, `/ask answered ${asked.status}: ${answerText}`);
      const { answer, citations }: Record<string, unknown> = JSON.parse(answerText);
      must(
        quotesRightly(String(answer), citedNames(citations), drawn),
        `/ask does not quote the sentence that was asked for, with ${drawn.file} as its source`,
      );
      world.logs.set("worker answers", `${usersText}\n${answerText}`);
      const names = [...world.tenant.directory.users.values()].map((user) => user.displayName);
      must(
        names.every((name) => usersText.includes(name)),
        "/users and the tenant's directory differ",
      );
      return {
        proved: `no token 401, no role 403; GET /users = ${names.length} people, first ${names[0]}; POST /ask cites ${drawn.file}`,
        facts: { health: health.status, nobody: nobody.status, forbidden: forbidden.status, users: names.length },
      };
    } finally {
      world.logs.set("workerd", JSON.stringify(server.getLogs()));
      await server.close();
    }
  },
};
