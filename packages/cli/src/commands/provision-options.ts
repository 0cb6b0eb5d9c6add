import { customFetch, timeSource } from "@entrakit/auth-core/transport";

import type { DesiredState } from "../desired-state.ts";
import type { ProvisionOptions, StepEvent } from "../provision.ts";
import type { Terminal } from "../terminal.ts";
import { checkDesiredState } from "../validate.ts";

/** Options of one run; what is wanted is checked before the credential is even loaded. */
export async function provisionOptions(
  terminal: Terminal,
  desired: DesiredState,
  onStep: (event: StepEvent) => void,
): Promise<ProvisionOptions> {
  const { tenantId } = checkDesiredState(desired);
  return {
    credential: await terminal.credentialFor(tenantId),
    onStep,
    signal: terminal.signal,
    [customFetch]: terminal[customFetch],
    [timeSource]: terminal[timeSource],
  };
}
