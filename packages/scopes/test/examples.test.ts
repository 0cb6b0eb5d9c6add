import { expect, test } from "vitest";

import { graphTokenRequest } from "../examples/scopes-of-a-cloud.ts";
import { whatToDo } from "../examples/what-does-this-error-want.ts";
import { whatIs } from "../examples/what-is-this-guid.ts";
import { toSendMailAsAnApp } from "../examples/which-permission.ts";

test("which permission do I need to send mail as an app", () => {
  expect(toSendMailAsAnApp()).toBe("Mail.Send (b633e1c5-b582-4048-a93e-9f11b44c7e96)");
});

test("what is this GUID", () => {
  expect(whatIs("e1fe6dd8-ba31-4d61-89e7-88639da4683d")).toBe(
    "e1fe6dd8-ba31-4d61-89e7-88639da4683d is the delegated permission User.Read of graph.",
  );
  expect(whatIs("7504609f-c495-4c64-8542-686125a5a36f")).toContain(
    "delegated permission Report.ReadWrite.All of powerBi",
  );
  expect(whatIs("00000000-0000-0000-0000-000000000000")).toContain("is no permission");
});

test("what does AADSTS700027 want of me", () => {
  const answer = whatToDo(
    "AADSTS700027: Client assertion contains an invalid signature. [Reason - The key was not found.]",
  );
  expect(answer).toContain("az ad app credential reset");
  expect(answer).toContain("--append");
});

test("the same app in another national cloud", () => {
  expect(graphTokenRequest("contoso.onmicrosoft.us", "usgov")).toEqual({
    endpoint: "https://login.microsoftonline.us/contoso.onmicrosoft.us/oauth2/v2.0/token",
    scope: "https://graph.microsoft.us/.default",
  });
});
