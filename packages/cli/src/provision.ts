import type { TokenCredential } from "@entrakit/auth-core";
import { customFetch, type Fetch, timeOf, type TimeSource, timeSource } from "@entrakit/auth-core/transport";

import { connect } from "./connect.ts";
import type { DesiredState } from "./desired-state.ts";
import { CliError } from "./errors.ts";
import { untilReplicated } from "./replication.ts";
import { applicationConsent } from "./steps/application-consent.ts";
import { application } from "./steps/application.ts";
import { certificate } from "./steps/certificate.ts";
import { delegatedConsent } from "./steps/delegated-consent.ts";
import { keyCredential } from "./steps/key-credential.ts";
import { manifestFile } from "./steps/manifest-file.ts";
import { resolvePermissions } from "./steps/resolve-permissions.ts";
import { resourceRoles } from "./steps/resource-roles.ts";
import { servicePrincipal } from "./steps/service-principal.ts";
import { type Facts, type Step, type StepContext, type StepName, established } from "./steps/step.ts";
import { vaultAccess } from "./steps/vault-access.ts";
import { checkDesiredState } from "./validate.ts";

const steps: readonly (readonly [StepName, Step])[] = [
  ["resolve permissions", resolvePermissions],
  ["application", application],
  ["service principal", servicePrincipal],
  ["certificate", certificate],
  ["key credential", keyCredential],
  ["application consent", applicationConsent],
  ["delegated consent", delegatedConsent],
  ["vault access", vaultAccess],
  ["resource roles", resourceRoles],
  ["manifest file", manifestFile],
];

/** What one step did, or would do. */
export interface StepResult {
  readonly name: StepName;
  readonly changed: boolean;
  readonly detail: string;
}

/** How a step is going. `index` counts from 0. */
export type StepEvent =
  | { readonly phase: "started"; readonly name: StepName; readonly index: number; readonly total: number }
  | { readonly phase: "progress"; readonly name: StepName; readonly detail: string }
  | ({ readonly phase: "done"; readonly milliseconds: number } & StepResult)
  | { readonly phase: "failed"; readonly name: StepName; readonly milliseconds: number };

/** What {@link provision} and {@link planProvision} work with. */
export interface ProvisionOptions {
  /**
   * Who provisions. Needs on Graph `Application.ReadWrite.All`, `AppRoleAssignment.ReadWrite.All`,
   * `DelegatedPermissionGrant.ReadWrite.All`; on the vault Key Vault Certificates Officer; for `keyAccess` a role that
   * may write role assignments.
   */
  readonly credential: TokenCredential;
  /** Hears how each step is going. */
  readonly onStep?: (event: StepEvent) => void;
  /** Stops before the next request. What is done stays; running again goes on from there. */
  readonly signal?: AbortSignal;
  readonly [customFetch]?: Fetch | undefined;
  readonly [timeSource]?: TimeSource | undefined;
}

/** What a plan would change. */
export interface ProvisionPlan {
  readonly changed: boolean;
  readonly steps: readonly StepResult[];
}

/** What was provisioned. */
export interface ProvisionResult extends ProvisionPlan {
  readonly tenantId: string;
  /** The application's client id (`appId`). */
  readonly clientId: string;
  /** Object id of the registration. */
  readonly applicationId: string;
  /** Object id of the service principal. */
  readonly servicePrincipalId: string;
  readonly vaultUrl: string;
  readonly certificateName: string;
  /** SHA-1 of the certificate in upper-case hexadecimal, as portals show it. */
  readonly thumbprint: string;
  /** End of the certificate's life, ISO 8601. */
  readonly certificateExpires: string;
}

/**
 * Brings about an app registration whose certificate lives in Key Vault, with its permissions, consents and roles.
 *
 * Every step reads before it writes, so a second run changes nothing, and a run that was cut off goes on where it
 * stopped. What the desired state does not name is left alone. Names are checked before the first request.
 *
 * Throws {@link CliError}; `PermissionError` of `@entrakit/scopes/graph` for a permission name that does not exist in its
 * kind; `KeyVaultError` of `@entrakit/kv-cert`, `TransportError` of `@entrakit/auth-core/transport`.
 *
 * @example
 * const { clientId, changed } = await provision(
 *   {
 *     tenantId,
 *     displayName: "Reports",
 *     permissions: { application: { graph: ["User.Read.All"] } },
 *     certificate: { vault: "kv-reports", name: "reports" },
 *   },
 *   { credential: new DefaultAzureCredential({ tenantId }) },
 * );
 */
export async function provision(desired: DesiredState, options: ProvisionOptions): Promise<ProvisionResult> {
  const { context, results } = await run(desired, options, "apply");
  const app = established(context.facts.application, "application");
  const certificateFound = established(context.facts.certificate, "certificate");
  return {
    changed: results.some(({ changed }) => changed),
    steps: results,
    tenantId: context.target.tenantId,
    clientId: app.appId,
    applicationId: app.id,
    servicePrincipalId: established(context.facts.servicePrincipal, "service principal").id,
    vaultUrl: context.target.certificate.vaultUrl,
    certificateName: context.target.certificate.name,
    thumbprint: certificateFound.thumbprint,
    certificateExpires: certificateFound.expires.toISOString(),
  };
}

/** Tells what {@link provision} would change. Only reads. */
export async function planProvision(desired: DesiredState, options: ProvisionOptions): Promise<ProvisionPlan> {
  const { results } = await run(desired, options, "plan");
  return { changed: results.some(({ changed }) => changed), steps: results };
}

async function run(desired: DesiredState, options: ProvisionOptions, mode: "plan" | "apply") {
  const target = checkDesiredState(desired);
  const facts: Facts = {
    application: undefined,
    servicePrincipal: undefined,
    resources: new Map(),
    certificate: undefined,
  };
  const clients = connect(target, options);
  let current: StepName = "resolve permissions";
  const progress = (detail: string): void => options.onStep?.({ phase: "progress", name: current, detail });
  const time = timeOf(options);
  const context: StepContext = {
    target,
    facts,
    ...clients,
    progress,
    // A plan creates nothing, so nothing can be on its way.
    retry: (work) => (mode === "plan" ? work() : untilReplicated(work, { time, signal: options.signal, progress })),
  };
  const results: StepResult[] = [];
  for (const [index, [name, step]] of steps.entries()) {
    current = name;
    refuseWhenAborted(options.signal);
    options.onStep?.({ phase: "started", name, index, total: steps.length });
    results.push(await runStep(name, step, context, options, mode));
  }
  return { context, results };
}

async function runStep(
  name: StepName,
  step: Step,
  context: StepContext,
  { onStep, signal }: ProvisionOptions,
  mode: "plan" | "apply",
): Promise<StepResult> {
  const begun = performance.now();
  const elapsed = (): number => Math.round(performance.now() - begun);
  try {
    const plan = await step(context);
    const outcome = plan.changed && mode === "apply" ? await plan.apply() : plan;
    const result = { name, changed: outcome.changed, detail: outcome.detail };
    onStep?.({ phase: "done", ...result, milliseconds: elapsed() });
    return result;
  } catch (error) {
    onStep?.({ phase: "failed", name, milliseconds: elapsed() });
    refuseWhenAborted(signal);
    throw error;
  }
}

function refuseWhenAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted !== true) return;
  throw new CliError({
    code: "interrupted",
    message: "Provisioning was stopped.",
    remedy: "Run the same command again; it goes on where it stopped.",
    cause: signal.reason,
  });
}
