import { customFetch } from "@entrakit/auth-core/transport";
import { describe, expect, it } from "vitest";

import type { DesiredState } from "../src/desired-state.ts";
import { provision } from "../src/provision.ts";
import { checkDesiredState } from "../src/validate.ts";
import { desired } from "./desired-state.ts";

/** Runs provisioning and counts what would have gone out. */
async function attempt(state: DesiredState): Promise<{ error: unknown; sent: number }> {
  let sent = 0;
  const count = async (): Promise<never> => {
    sent += 1;
    throw new Error("nothing may be sent");
  };
  const error: unknown = await provision(state, { credential: { getToken: count }, [customFetch]: count }).catch(
    (caught: unknown) => caught,
  );
  return { error, sent };
}

const guidOfUserRead = "e1fe6dd8-ba31-4d61-89e7-88639da4683d";
const mistakes: readonly (readonly [string, DesiredState, { code: string; remedy: RegExp }])[] = [
  ["no tenant id", { ...desired, tenantId: "" }, { code: "missing_configuration", remedy: /az account show/ }],
  [
    "a tenant id that is no GUID",
    { ...desired, tenantId: "common" },
    { code: "invalid_configuration", remedy: /az account show/ },
  ],
  [
    "no vault",
    { ...desired, certificate: { ...desired.certificate, vault: "" } },
    { code: "missing_configuration", remedy: /vault\.azure\.net/ },
  ],
  [
    "a vault's name that is too long",
    { ...desired, certificate: { ...desired.certificate, vault: "a".repeat(25) } },
    { code: "invalid_configuration", remedy: /3 to 24/ },
  ],
  [
    "a vault on a foreign host",
    { ...desired, certificate: { ...desired.certificate, vault: "https://kv-reports.vault.azure.net.evil.example" } },
    { code: "invalid_configuration", remedy: /vault\.azure\.net/ },
  ],
  [
    "a vault by http",
    { ...desired, certificate: { ...desired.certificate, vault: "http://kv-reports.vault.azure.net" } },
    { code: "invalid_configuration", remedy: /https:/ },
  ],
  [
    "a certificate's name with a dot",
    { ...desired, certificate: { ...desired.certificate, name: "reports.prod" } },
    { code: "invalid_configuration", remedy: /letters, digits and hyphens/ },
  ],
  [
    "a certificate for ever",
    { ...desired, certificate: { ...desired.certificate, validityMonths: 600 } },
    { code: "invalid_configuration", remedy: /1 to 36/ },
  ],
  ["no name", { ...desired, displayName: "  " }, { code: "missing_configuration", remedy: /1 to 256/ }],
  [
    "a resource id of another vault",
    { ...desired, vaultId: `${desired.vaultId}2` },
    { code: "invalid_configuration", remedy: /az keyvault show/ },
  ],
  [
    "a resource id that is none",
    { ...desired, vaultId: "kv-reports" },
    { code: "invalid_configuration", remedy: /az keyvault show/ },
  ],
  [
    "an http redirect to another machine",
    { ...desired, redirectUris: ["http://intranet/callback"] },
    { code: "invalid_configuration", remedy: /https/ },
  ],
  [
    "a principal by name",
    { ...desired, keyAccess: [{ principalId: "ada@contoso.com", principalType: "User", use: ["sign"] }] },
    { code: "invalid_configuration", remedy: /az ad user show/ },
  ],
  [
    "export of a key that may not leave the vault",
    { ...desired, keyAccess: [{ principalId: "application", principalType: "ServicePrincipal", use: ["export"] }] },
    { code: "invalid_configuration", remedy: /exportable/ },
  ],
  [
    "the delegated User.Read as an application permission",
    { ...desired, permissions: { application: { graph: [guidOfUserRead] } } },
    { code: "wrong_kind", remedy: /User\.Read\.All.*df021288-bdef-4463-88db-98f22de89214/ },
  ],
  [
    "Calendar.Read",
    { ...desired, permissions: JSON.parse('{"delegated":{"graph":["Calendar.Read"]}}') },
    { code: "unknown_permission", remedy: /Calendars\.Read/ },
  ],
];

describe("a mistake in the desired state is refused with its fix, before anything is sent", () => {
  it.each(mistakes)("%s", async (_name, state, expected) => {
    const { error, sent } = await attempt(state);
    expect(error).toMatchObject({ code: expected.code, remedy: expect.stringMatching(expected.remedy) });
    expect(sent).toBe(0);
  });
});

describe("a desired state without a mistake", () => {
  it("gets the defaults: a key that stays in the vault, a unique name that follows from the name", () => {
    expect(checkDesiredState(desired)).toMatchObject({
      uniqueName: "quarterly-reports",
      redirectUris: ["http://localhost"],
      certificate: {
        vaultUrl: "https://kv-reports.vault.azure.net",
        exportable: false,
        contentType: "application/x-pem-file",
        validityMonths: 12,
        keySize: 2048,
      },
    });
  });

  it("may name the vault by its address, with or without a slash", () => {
    for (const vault of ["KV-Reports", "https://kv-reports.vault.azure.net", "https://kv-reports.vault.azure.net/"]) {
      const target = checkDesiredState({ ...desired, certificate: { ...desired.certificate, vault } });
      expect(target.certificate.vaultUrl).toBe("https://kv-reports.vault.azure.net");
    }
  });

  it("names each permission beside its GUID", () => {
    expect(checkDesiredState(desired).permissions).toEqual([
      {
        resourceAppId: "00000003-0000-0000-c000-000000000000",
        resource: "Microsoft Graph",
        application: [{ name: "User.Read.All", id: "df021288-bdef-4463-88db-98f22de89214" }],
        delegated: [{ name: "Mail.Read", id: "570282fd-fa5c-430d-a7fd-fc8dc98a9dca" }],
      },
    ]);
  });
});
