import { html } from "hono/html";

import type { PermissionScope, User } from "../directory/state.ts";
import type { RefusalBody } from "./refusal.ts";

/** What `hono/html` makes: a text whose holes were escaped. */
type Markup = ReturnType<typeof html>;

const style = `
:root { color-scheme: light dark; font-family: system-ui, sans-serif; }
body { margin: 0; display: grid; place-items: center; min-height: 100vh; background: Canvas; color: CanvasText; }
main { width: min(28rem, 90vw); padding: 2rem; border: 1px solid GrayText; border-radius: 0.5rem; }
h1 { font-size: 1.4rem; margin-top: 0; }
fieldset { border: 0; padding: 0; margin: 1rem 0; display: grid; gap: 0.25rem; }
label { display: flex; gap: 0.5rem; padding: 0.6rem; border-radius: 0.25rem; }
label:hover { background: color-mix(in srgb, CanvasText 8%, Canvas); }
button { font: inherit; padding: 0.6rem 1.2rem; margin-right: 0.5rem; }
:focus-visible { outline: 3px solid Highlight; outline-offset: 2px; }
small { color: GrayText; }
`;

const submitAtOnce = "document.forms[0].submit();";

function frame(nonce: string, title: string, main: Markup, script = ""): Markup {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title} - entrakit emulator</title>
        <style nonce="${nonce}">
          ${style}
        </style>
      </head>
      <body>
        <main>
          ${main}
          <p><small>This is an emulator. Nothing here reaches Microsoft.</small></p>
        </main>
        ${
          script === ""
            ? ""
            : html`<script nonce="${nonce}">
                ${script};
              </script>`
        }
      </body>
    </html>`;
}

function accountChoice(user: User, chosen: boolean): Markup {
  return html`<label
    ><input type="radio" name="account" value="${user.userPrincipalName}" required${chosen ? " checked" : ""} />
    <span>${user.displayName}<br /><small>${user.userPrincipalName}</small></span></label
  >`;
}

/** Choose an account. Its form posts `account`, a user principal name, to the page's own address. */
export function accountPage(
  nonce: string,
  application: string,
  users: readonly User[],
  hint: string | undefined,
): Markup {
  const choices = users.map((user) => accountChoice(user, user.userPrincipalName === hint));
  return frame(
    nonce,
    "Pick an account",
    html`<h1>Pick an account</h1>
      <p>to continue to <strong>${application}</strong></p>
      <form method="post">
        <fieldset>
          <legend>Accounts of this tenant</legend>
          ${choices}
        </fieldset>
        <button type="submit">Sign in</button>
        <button type="submit" name="decision" value="cancel" formnovalidate>Cancel</button>
      </form>`,
  );
}

/** Agree to permissions. Its form posts `account` and `decision`, which is `accept` or `cancel`. */
export function consentPage(
  nonce: string,
  application: string,
  user: User,
  scopes: readonly PermissionScope[],
): Markup {
  const items = scopes.map((scope) => html`<li>${scope.adminConsentDisplayName} <small>(${scope.value})</small></li>`);
  return frame(
    nonce,
    "Permissions requested",
    html`<h1>Permissions requested</h1>
      <p><strong>${application}</strong> would like to do this for ${user.displayName} (${user.userPrincipalName}):</p>
      <ul>
        ${items}
      </ul>
      <form method="post">
        <input type="hidden" name="account" value="${user.userPrincipalName}" />
        <button type="submit" name="decision" value="accept">Accept</button>
        <button type="submit" name="decision" value="cancel">Cancel</button>
      </form>`,
  );
}

/** Says what is wrong, for requests whose client cannot be told. */
export function errorPage(nonce: string, body: RefusalBody): Markup {
  return frame(
    nonce,
    "Sign in failed",
    html`<h1>Sorry, but we’re having trouble signing you in.</h1>
      <p role="alert">${body.error_description}</p>
      <dl>
        <dt>Error code</dt>
        <dd>${body.error_codes.join(", ")}</dd>
        <dt>Correlation ID</dt>
        <dd>${body.correlation_id}</dd>
      </dl>`,
  );
}

/** Carries the answer to the client in a form that sends itself (OAuth 2.0 Form Post Response Mode). */
export function formPostPage(nonce: string, action: string, fields: Readonly<Record<string, string>>): Markup {
  const inputs = Object.entries(fields).map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`,
  );
  return frame(
    nonce,
    "Working",
    html`<h1>Working…</h1>
      <form method="post" action="${action}">
        ${inputs}<noscript><p>Scripts are off.</p></noscript><button type="submit">Continue</button>
      </form>`,
    submitAtOnce,
  );
}
