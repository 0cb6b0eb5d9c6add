import { describe, expect, it } from "vitest";

import { certificate as step } from "../src/steps/certificate.ts";
import { certificate, contextOf, target } from "./step-context.ts";

const vaultWith = (exportable: boolean | undefined) => ({
  find: async () => ({ ...certificate, exportable }),
  create: () => Promise.reject(new Error("created")),
});
const exporting = { ...target, certificate: { ...target.certificate, exportable: true } };

describe("the certificate step", () => {
  it("uses the certificate that is there", async () => {
    const context = contextOf({ vault: vaultWith(false) });
    expect((await step(context)).changed).toBe(false);
    expect(context.facts.certificate?.thumbprint).toBe(certificate.thumbprint);
  });

  it("refuses a key that may not leave the vault where it is to be exported, before anything needs it", async () => {
    await expect(step(contextOf({ vault: vaultWith(false), target: exporting }))).rejects.toMatchObject({
      code: "invalid_configuration",
      remedy: expect.stringContaining("another name"),
    });
  });

  it("tells when the key could leave the vault though nobody asked for that", async () => {
    expect((await step(contextOf({ vault: vaultWith(true) }))).detail).toContain("may leave the vault");
    expect((await step(contextOf({ vault: vaultWith(true), target: exporting }))).detail).not.toContain("may leave");
  });
});
