import type { Tenant } from "./tenant.ts";

/** One of Microsoft's services as the tenant shows it: which hosts are its own, and how it answers. */
export interface Surface {
  readonly name: string;
  /** Whether this surface answers for a host name (no port). */
  owns(hostname: string): boolean;
  handle(request: Request, tenant: Tenant): Response | Promise<Response>;
}
