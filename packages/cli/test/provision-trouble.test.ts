import { createTenant, type Tenant } from "@entrakit/emulator";
import { intercept, type Interception } from "@entrakit/emulator/msw";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { planProvision, provision } from "../src/provision.ts";
import { asProvisioner, desiredIn, requestsSince } from "./emulated.ts";

let tenant: Tenant;
let network: Interception;
beforeEach(() => {
  tenant = createTenant();
  network = intercept(tenant);
});
afterEach(() => network.close());

const notFound = {
  error: {
    code: "Request_ResourceNotFound",
    message: "Resource 'x' does not exist or one of its queried reference-property objects are not present.",
  },
};

describe("provisioning in trouble", () => {
  it("waits for a directory whose copies have not heard of the new application yet", async () => {
    const progress: string[] = [];
    const controller = new AbortController();
    const stopped = provision(desiredIn(tenant), {
      ...asProvisioner(tenant),
      signal: controller.signal,
      onStep(event) {
        if (event.phase === "progress") progress.push(event.name);
        if (event.phase === "done" && event.name === "service principal") controller.abort();
        if (event.phase === "started" && event.name === "service principal") {
          tenant.faults.add({
            method: "PATCH",
            path: /servicePrincipals/,
            status: 400,
            body: {
              error: {
                code: "Request_BadRequest",
                message: "The appId 'x' of the service principal does not reference a valid application object.",
              },
            },
          });
          // The first of the two answers the look before the creation.
          tenant.faults.add({ method: "GET", path: /servicePrincipals\(appId/, times: 2, status: 404, body: notFound });
        }
      },
    });
    await expect(stopped).rejects.toMatchObject({ code: "interrupted" });
    expect(progress).toEqual(["service principal", "service principal"]);
    const names = [...tenant.directory.servicePrincipals.values()].map(({ displayName }) => displayName);
    expect(names).toContain("Quarterly Reports");
  });

  it("stops at the next step when it is told to, and goes on there when it runs again", async () => {
    const controller = new AbortController();
    const desired = desiredIn(tenant);
    const stopped = provision(desired, {
      ...asProvisioner(tenant),
      signal: controller.signal,
      onStep: (event) => event.phase === "done" && event.name === "service principal" && controller.abort(),
    });
    await expect(stopped).rejects.toMatchObject({ code: "interrupted", remedy: expect.stringContaining("again") });
    const start = tenant.log.requests.length;
    const resumed = await provision(desired, asProvisioner(tenant));
    expect(resumed.steps.slice(0, 3).map(({ changed }) => changed)).toEqual([false, false, false]);
    expect(requestsSince(tenant, start).some(({ url }) => url.endsWith("/create"))).toBe(true);
    expect(
      [...tenant.directory.applications.values()].filter(({ uniqueName }) => uniqueName === "quarterly-reports"),
    ).toHaveLength(1);
  });

  it("stops in the middle of a wait for the vault", async () => {
    const controller = new AbortController();
    const stopped = provision(desiredIn(tenant), {
      ...asProvisioner(tenant),
      signal: controller.signal,
      onStep: (event) => event.phase === "progress" && event.name === "certificate" && controller.abort(),
    });
    await expect(stopped).rejects.toMatchObject({ code: "interrupted" });
  });

  it("names the permissions and roles that are missing when Graph answers 403", async () => {
    tenant.faults.add({
      method: "PATCH",
      path: /applications/,
      status: 403,
      body: {
        error: { code: "Authorization_RequestDenied", message: "Insufficient privileges to complete the operation." },
      },
    });
    await expect(provision(desiredIn(tenant), asProvisioner(tenant))).rejects.toMatchObject({
      code: "access_denied",
      status: 403,
      serviceCode: "Authorization_RequestDenied",
      remedy: expect.stringContaining("Privileged Role Administrator"),
    });
  });

  it("says that Contributor cannot assign roles when Resource Manager answers 403", async () => {
    const body = { error: { code: "AuthorizationFailed", message: "The client does not have authorization." } };
    tenant.faults.add({ host: "management.azure.com", status: 403, body });
    await expect(planProvision(desiredIn(tenant), asProvisioner(tenant))).rejects.toMatchObject({
      code: "access_denied",
      serviceCode: "AuthorizationFailed",
      remedy: expect.stringContaining("Contributor is not enough"),
    });
  });

  it("waits as long as a throttled answer says and goes on", async () => {
    const body = { error: { code: "TooManyRequests", message: "Too many requests." } };
    tenant.faults.add({ host: "graph.microsoft.com", status: 429, headers: { "retry-after": "1" }, body });
    expect((await planProvision(desiredIn(tenant), asProvisioner(tenant))).changed).toBe(true);
    expect(tenant.log.requests.filter(({ status }) => status === 429)).toHaveLength(1);
    expect(tenant.log.violations).toEqual([]);
  });

  it("sends nothing at all for a permission of the wrong kind", async () => {
    const permissions = { application: { graph: ["e1fe6dd8-ba31-4d61-89e7-88639da4683d"] } } as const;
    await expect(provision({ ...desiredIn(tenant), permissions }, asProvisioner(tenant))).rejects.toMatchObject({
      code: "wrong_kind",
      message: expect.stringContaining("df021288-bdef-4463-88db-98f22de89214"),
    });
    expect(tenant.log.requests).toEqual([]);
  });

  it("refuses to use a credential of another tenant", async () => {
    const desired = { ...desiredIn(tenant), tenantId: "99999999-2222-4333-8444-555555555555" };
    await expect(provision(desired, asProvisioner(tenant))).rejects.toThrow(/tenant/i);
    expect(tenant.log.requests).toEqual([]);
  });
});
