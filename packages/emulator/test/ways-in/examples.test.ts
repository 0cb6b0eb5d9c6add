import { expect, it } from "vitest";

import { askForIssuer } from "../../examples/child-process.ts";
import { listPeople } from "../../examples/intercept.ts";
import { createTenant } from "../../src/index.ts";

it("the example of interception lists the tenant's people", async () => {
  const { directory } = createTenant({ seed: "example", users: 3 });
  expect(await listPeople()).toEqual([...directory.users.values()].map(({ displayName }) => displayName));
});

it("the example of a child process reads the tenant's issuer", async () => {
  const { tenantId } = createTenant({ seed: "example" });
  expect(await askForIssuer()).toBe(`https://login.microsoftonline.com/${tenantId}/v2.0`);
});
