import { type AadstsEntry, learn } from "./entry.ts";

const trust = `${learn}/workload-id/workload-identity-federation-create-trust`;
const considerations = `${learn}/workload-id/workload-identity-federation-considerations`;

/** A token of another issuer was offered in place of a secret, and was not accepted. */
export const federationErrors: readonly AadstsEntry[] = [
  {
    code: 70021,
    title: "No federated credential matches the token",
    cause: "The app has no credential with this issuer, subject and audience, or got it minutes ago.",
    fix: "Compare the three values in the message with `az ad app federated-credential list --id <clientId>`; after adding one, wait up to ten minutes.",
    docs: considerations,
    retry: "later",
  },
  {
    code: 700211,
    title: "No federated credential has this issuer",
    cause:
      "The token's `iss` differs from the registered issuer, often by a trailing slash or by the cluster's own URL.",
    fix: "Copy `iss` out of the token, character by character, into the credential's `issuer`.",
    docs: trust,
    retry: "no",
  },
  {
    code: 700212,
    title: "No federated credential has this audience",
    cause: "The workload asked its provider for a token to a default audience.",
    fix: "Ask the provider for the audience `api://AzureADTokenExchange`, or the national cloud's value of it.",
    docs: trust,
    retry: "no",
  },
  {
    code: 700213,
    title: "No federated credential has this subject",
    cause:
      "The job ran from a branch, tag, environment or service account other than the registered one; the comparison heeds letter case.",
    fix: "Register the subject that the message shows: `az ad app federated-credential create --id <clientId> --parameters credential.json`.",
    docs: trust,
    retry: "no",
  },
];
