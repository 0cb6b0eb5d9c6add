import { describe, expect, it } from "vitest";

import { keyCredential as step } from "../src/steps/key-credential.ts";
import { application, applied, certificate, contextOf, fakeService } from "./step-context.ts";

const path = `/applications/${application.id}`;
const other = {
  keyId: "11111111-0000-4000-8000-000000000005",
  type: "AsymmetricX509Cert",
  usage: "Verify",
  key: null,
  customKeyIdentifier: "b3RoZXI=",
};
const facts = () => ({ application, certificate, servicePrincipal: undefined, resources: new Map() });

describe("the key credential step", () => {
  it("sends the keys that are there back with the new one, since a PATCH replaces the list", async () => {
    const graph = fakeService({ [`GET ${path}`]: { keyCredentials: [other] }, [`PATCH ${path}`]: {} });
    const outcome = await applied(await step(contextOf({ graph: graph.service, facts: facts() })));
    expect(outcome).toEqual({
      changed: true,
      detail: `registered thumbprint ${certificate.thumbprint}, kept 1 other key`,
    });
    expect(graph.writes()[0]?.body).toEqual({
      keyCredentials: [
        other,
        {
          type: "AsymmetricX509Cert",
          usage: "Verify",
          key: certificate.cer,
          displayName: "CN=reports",
          startDateTime: "2026-01-01T00:00:00.000Z",
          endDateTime: "2027-01-01T00:00:00.000Z",
        },
      ],
    });
  });

  it.each([
    [
      "the thumbprint in base64",
      { customKeyIdentifier: Buffer.from(certificate.thumbprint, "hex").toString("base64") },
    ],
    ["the thumbprint in hexadecimal", { customKeyIdentifier: certificate.thumbprint.toLowerCase() }],
    ["the certificate itself", { key: certificate.cer }],
  ])("adds nothing where an entry holds %s", async (_form, entry) => {
    const graph = fakeService({ [`GET ${path}`]: { keyCredentials: [other, { ...other, ...entry }] } });
    expect((await step(contextOf({ graph: graph.service, facts: facts() }))).changed).toBe(false);
    expect(graph.writes()).toEqual([]);
  });
});
