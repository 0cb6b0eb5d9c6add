/** Plays the person that `SIGN_IN_AS` names at the sign-in page whose address is the first argument. */
const [page = ""] = process.argv.slice(2);
const account = process.env["SIGN_IN_AS"] ?? "";
const submit = (fields: Record<string, string>): Promise<Response> =>
  fetch(page, { method: "POST", body: new URLSearchParams(fields), redirect: "manual" });

let answer = await submit({ account });
// A page instead of the way back asks for consent.
if (answer.status === 200) answer = await submit({ account, decision: "accept" });
const back = answer.headers.get("location");
if (back === null) throw new Error(`The sign-in page answered ${answer.status}.`);
await fetch(back);
