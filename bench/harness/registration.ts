import { generateKeyPairSync, randomBytes } from "node:crypto";

import type { Registration } from "../entries/registration.ts";

/** The app that every sample asks as. */
export const app: Pick<Registration, "tenantId" | "clientId"> = {
  tenantId: "11111111-2222-4333-8444-555555555555",
  clientId: "99999999-2222-4333-8444-555555555555",
};

/** The app with a key made for this run. The certificate is opaque bytes: all that a client does with it is to hash it. */
export function createRegistration(): Registration {
  const { privateKey } = generateKeyPairSync("rsa", {
    modulusLength: 2048,
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
    publicKeyEncoding: { type: "spki", format: "pem" },
  });
  const lines =
    randomBytes(900)
      .toString("base64")
      .match(/.{1,64}/g) ?? [];
  const certificate = `-----BEGIN CERTIFICATE-----\n${lines.join("\n")}\n-----END CERTIFICATE-----\n`;
  return { ...app, privateKey, certificate };
}
