import { describe, expect, it } from "vitest";

import { inTenant } from "../src/in-tenant.ts";

const tenantId = "11111111-2222-4333-8444-555555555555";

async function failing(error: Error): Promise<unknown> {
  const getToken = async (): Promise<never> => {
    throw error;
  };
  return inTenant({ getToken }, tenantId).getToken("scope");
}

describe("a credential in a tenant", () => {
  it("is asked for tokens of that tenant", async () => {
    const asked: unknown[] = [];
    const getToken = async (...call: unknown[]): Promise<null> => {
      asked.push(call);
      return null;
    };
    await inTenant({ getToken }, tenantId).getToken("scope", { claims: "{}" });
    expect(asked).toEqual([["scope", { claims: "{}", tenantId }]]);
  });

  it("that is signed in nowhere names the command that signs in", async () => {
    await expect(failing(new Error("Azure CLI could not be found."))).rejects.toMatchObject({
      code: "not_signed_in",
      why: "Azure CLI could not be found.",
      remedy: expect.stringContaining(`az login --tenant ${tenantId}`),
    });
  });

  it("that Entra refused names the fix for Entra's code", async () => {
    await expect(failing(new Error("AADSTS7000215: Invalid client secret provided."))).rejects.toMatchObject({
      code: "not_signed_in",
      remedy: expect.stringMatching(/secret/i),
    });
  });

  it("passes on an error that has a remedy of its own", async () => {
    const own = Object.assign(new Error("no"), { remedy: "do this" });
    await expect(failing(own)).rejects.toBe(own);
  });
});
