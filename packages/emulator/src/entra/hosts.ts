/** Host names of Microsoft's sign-in service that the tenant answers for. */
export const entraHosts: ReadonlySet<string> = new Set([
  "login.microsoftonline.com",
  "login.microsoft.com",
  "login.windows.net",
  "sts.windows.net",
]);

/** The name that Entra prints in its own documents. */
export const entraOrigin = "https://login.microsoftonline.com";
