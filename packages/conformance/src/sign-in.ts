/** The form of a page: its action is the page's own address, its buttons carry the values. */
interface Submission {
  readonly account: string;
  readonly decision?: "accept";
}

async function submit(page: URL, submission: Submission): Promise<Response> {
  return fetch(page, { method: "POST", body: new URLSearchParams({ ...submission }), redirect: "manual" });
}

/**
 * A person at a browser, in a few lines: opens the sign-in page, chooses an account, agrees if asked, and comes back with
 * what the page sends to the redirect address.
 *
 * @param account the person's user principal name
 */
export async function signInAt(page: URL, account: string): Promise<URLSearchParams> {
  const shown = await fetch(page);
  const text = await shown.text();
  if (!shown.ok || !text.includes(account)) throw new Error(`the sign-in page shows no ${account}: ${shown.status}`);
  let answer = await submit(page, { account });
  if (answer.status === 200) answer = await submit(page, { account, decision: "accept" });
  const location = answer.headers.get("location");
  if (location === null) throw new Error(`the sign-in page sent nobody back: ${answer.status} ${await answer.text()}`);
  return new URL(location).searchParams;
}
