import type { RegisteredApplication, RegisteredServicePrincipal } from "../directory.ts";
import type { Service } from "../service.ts";
import type { Target } from "../target.ts";
import type { CertificateVault, VaultCertificate } from "../vault.ts";

/** The steps of provisioning, in their order. */
export type StepName =
  | "resolve permissions"
  | "application"
  | "service principal"
  | "certificate"
  | "key credential"
  | "application consent"
  | "delegated consent"
  | "vault access"
  | "resource roles"
  | "manifest file";

/** What a step found or did, in a form for people. */
export interface StepOutcome {
  readonly changed: boolean;
  readonly detail: string;
}

/** What a step found, and how it would bring about the rest. Making the plan never writes; `apply` alone does. */
export type StepPlan =
  | { readonly changed: false; readonly detail: string }
  | { readonly changed: true; readonly detail: string; apply(): Promise<StepOutcome> };

/** What earlier steps found or created; later steps build on it. In a plan, what does not exist yet stays undefined. */
export interface Facts {
  application: RegisteredApplication | undefined;
  servicePrincipal: RegisteredServicePrincipal | undefined;
  /** The APIs that permissions are asked of, by application id. */
  readonly resources: Map<string, RegisteredServicePrincipal>;
  certificate: VaultCertificate | undefined;
}

/** What a step works with. */
export interface StepContext {
  readonly target: Target;
  readonly graph: Service;
  readonly arm: Service;
  readonly vault: CertificateVault;
  readonly facts: Facts;
  /** Repeats a call while the directory's copies have not caught up with what was just created. */
  readonly retry: <T>(work: () => Promise<T>) => Promise<T>;
  /** Tells how a long wait is going. */
  readonly progress: (detail: string) => void;
}

/** One idempotent step of provisioning: reads what is, compares it with the target, and plans the difference. */
export type Step = (context: StepContext) => Promise<StepPlan>;

/** Nothing to do, and why. */
export function inSync(detail: string): StepPlan {
  return { changed: false, detail };
}

/** A fact that an earlier step must have left; its absence is a mistake in the order of the steps. */
export function established<T>(fact: T | undefined, name: string): T {
  if (fact === undefined) throw new TypeError(`The step that finds the ${name} has not run.`);
  return fact;
}
