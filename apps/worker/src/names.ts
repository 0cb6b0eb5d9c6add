/** Names of the deployments and the index that answers come from; a copy of this app puts its own here. */
export const names = { chat: "chat", embeddings: "embeddings", index: "documents" } as const;

/** The app role that a caller needs. */
export const callerRole = "Api.Invoke";

/** What this Worker may read of Microsoft Graph: the app registration holds the same, and a call beyond it does not compile. */
export const permissions = { application: ["User.Read.All"] } as const;
