import { describe, expect, test } from "vitest";

import { clouds, defaultScope } from "../src/index.ts";

describe("defaultScope", () => {
  test("asks a resource of the public cloud for what is granted", () => {
    expect(defaultScope("graph")).toBe("https://graph.microsoft.com/.default");
    expect(defaultScope("keyVault")).toBe("https://vault.azure.net/.default");
  });

  test("follows the cloud", () => {
    expect(defaultScope("graph", "usgovdod")).toBe("https://dod-graph.microsoft.us/.default");
    expect(defaultScope("powerBi", "usgov")).toBe("https://high.analysis.usgovcloudapi.net/powerbi/api/.default");
    expect(defaultScope("keyVault", "china")).toBe("https://vault.azure.cn/.default");
  });
});

test("every cloud's authority and audiences are https addresses without a trailing slash", () => {
  for (const { authority, audiences } of Object.values(clouds)) {
    expect(new URL(authority).origin).toBe(authority);
    for (const audience of Object.values(audiences)) {
      expect(new URL(audience).protocol).toBe("https:");
      expect(audience).not.toMatch(/\/$/);
    }
  }
});

test("no host of a national cloud is the public cloud's, storage apart", () => {
  const { public: open, ...national } = clouds;
  const publicHosts = new Set([open.authority, ...Object.values(open.audiences)]);
  for (const { authority, audiences } of Object.values(national)) {
    const { storage, ...others } = audiences;
    expect(storage).toBe(open.audiences.storage);
    expect([authority, ...Object.values(others)].filter((host) => publicHosts.has(host))).toEqual([]);
  }
});
