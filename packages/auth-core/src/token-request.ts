import type { AccessToken } from "./credential.ts";
import { refuseOption } from "./configuration-error.ts";
import type { TokenAnswer } from "./token-answer.ts";

/** A token in the shape that credentials give it. */
export function accessTokenOf(answer: TokenAnswer): AccessToken {
  return {
    token: answer.accessToken,
    expiresOnTimestamp: answer.requestedAt + answer.expiresIn * 1000,
    refreshAfterTimestamp: answer.requestedAt + (answer.refreshIn ?? answer.expiresIn / 2) * 1000,
    tokenType: "Bearer",
  };
}

/** The scopes of a call as a sorted list without repetition. */
export function scopeList(scopes: string | readonly string[]): readonly string[] {
  const list = (typeof scopes === "string" ? [scopes] : scopes)
    .flatMap((scope) => scope.split(" "))
    .filter((scope) => scope !== "");
  if (list.length === 0)
    refuseOption("scopes", "No scope is asked for.", "Pass a scope, e.g. https://graph.microsoft.com/.default.");
  return list.length === 1 ? list : [...new Set(list)].sort();
}

/** The one `.default` scope that an app-only request needs. */
export function appOnlyScope(scopes: string | readonly string[]): string {
  const [scope = "", ...others] = scopeList(scopes);
  if (others.length > 0) {
    refuseOption(
      "scopes",
      "An app-only token is for one resource.",
      "Ask for each resource's .default scope in a call of its own.",
    );
  }
  if (!scope.endsWith("/.default")) {
    const fix = "Ask for the resource's .default scope: an app has the permissions that were granted to it, e.g.";
    refuseOption(
      "scopes",
      `"${scope}" is not a scope for an app-only token.`,
      `${fix} https://graph.microsoft.com/.default.`,
    );
  }
  return scope;
}
