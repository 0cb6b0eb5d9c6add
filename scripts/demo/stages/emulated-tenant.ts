import { X509Certificate } from "node:crypto";
import { request } from "node:http";

import { resourcesOf } from "@entrakit/emulator";

import { type Stage, must } from "../stage.ts";

/** The status that the proxy gives to a CONNECT for a host. */
function connectStatus(proxyUrl: string, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const connect = request(proxyUrl, { method: "CONNECT", path: `${host}:443` });
    connect.once("connect", (response, socket) => {
      socket.destroy();
      resolve(response.statusCode ?? 0);
    });
    connect.once("error", reject);
    connect.end();
  });
}

/** The tenant and the proxy stand before the first stage; this one shows that they are shut in as they should be. */
export const emulatedTenant: Stage = {
  id: "tenant",
  title: "Emulated tenant",
  remedy: "Check that nothing forbids listening on 127.0.0.1, and that NODE_ENV is not production.",
  async run({ tenant, proxy }) {
    const ca = new X509Certificate(proxy.certificatePem);
    const hours = (ca.validToDate.getTime() - ca.validFromDate.getTime()) / 3_600_000;
    must(new URL(proxy.url).hostname === "127.0.0.1", "the proxy does not listen on loopback");
    must(hours <= 24, `the CA lives ${hours} hours`);
    const allowed = await connectStatus(proxy.url, "graph.microsoft.com");
    const refused = await connectStatus(proxy.url, "example.org");
    must(allowed === 200, `CONNECT to Graph gave ${allowed}`);
    must(refused === 403, `CONNECT to a host outside the tenant gave ${refused}`);
    const { vaultName } = resourcesOf(tenant);
    const people = [...tenant.directory.users.values()];
    return {
      proved: `${people.length} people, e.g. ${people[0]?.displayName}; vault ${vaultName}; own CA for ${Math.round(hours)} h; other hosts refused`,
      facts: { tenantId: tenant.tenantId, users: people.length, vaultName, caHours: hours, refused },
    };
  },
};
