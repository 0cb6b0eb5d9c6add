/** Plays the person at the sign-in page over real requests: opens it, submits its form, and follows to the loopback address. */

const attribute = (tag: string, name: string): string | undefined =>
  new RegExp(`\\b${name}="([^"]*)"`).exec(tag)?.[1]?.replaceAll("&amp;", "&").replaceAll("&quot;", '"');

interface Form {
  readonly action: string;
  readonly fields: URLSearchParams;
}

/** What a person would read, cut short. */
function wordsOf(page: string): string {
  const [, body = page] = /<body[^>]*>([\s\S]*)<\/body>/.exec(page) ?? [];
  return body
    .replaceAll(/<[^>]+>/g, " ")
    .replaceAll(/\s+/g, " ")
    .trim()
    .slice(0, 300);
}

/** The page's first form, with the values that it comes with. */
function readForm(page: string, base: string): Form {
  const found = /<form\b([^>]*)>([\s\S]*?)<\/form>/.exec(page);
  if (found === null) throw new Error(`the page has no form; it says: ${wordsOf(page)}`);
  const [, head = "", body = ""] = found;
  // A form without an action is sent to the page's own address.
  const action = attribute(head, "action") ?? base;
  const fields = new URLSearchParams();
  for (const [tag] of body.matchAll(/<input\b[^>]*>/g)) {
    const name = attribute(tag, "name");
    if (name !== undefined && attribute(tag, "type") === "hidden") fields.set(name, attribute(tag, "value") ?? "");
  }
  return { action: new URL(action, base).href, fields };
}

/** Submits forms until the browser is back at the loopback address. `fill` says what a person would choose. */
async function submitUntilLoopback(
  page: Response,
  fill: (fields: URLSearchParams) => void,
  steps: number,
): Promise<void> {
  if (steps === 0) throw new Error("the sign-in page did not come to an end");
  const location = page.headers.get("location");
  if (location !== null) {
    await fetch(location);
    return;
  }
  const text = await page.text();
  const form = readForm(text, page.url);
  if (new URL(form.action).hostname !== "localhost") fill(form.fields);
  const next = await fetch(form.action, { method: "POST", body: form.fields, redirect: "manual" });
  if (new URL(form.action).hostname === "localhost") return;
  await submitUntilLoopback(next, fill, steps - 1);
}

/** An `openBrowser` that signs a person in by their user principal name. */
export function scriptedBrowser(username: string): (url: string) => Promise<void> {
  return async (url) => {
    const page = await fetch(url, { redirect: "manual" });
    if (page.status >= 400) throw new Error(`the sign-in page answered ${page.status}`);
    const choose = (fields: URLSearchParams): void => {
      fields.set("account", username);
      fields.set("decision", "accept");
    };
    await submitUntilLoopback(page, choose, 5);
  };
}
