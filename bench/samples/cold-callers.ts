/** `cold-callers.ts SOURCE PORT CALLERS`: asks for one token from many callers at once and prints how many got one. */
import { reroute } from "../harness/reroute.ts";
import { tokenSource } from "./app-tokens.ts";

const [source, port, callers] = process.argv.slice(2);

await using _network = reroute(Number(port));
const getToken = await tokenSource(source, "secret");
const answers = await Promise.all(Array.from({ length: Number(callers) }, getToken));
console.log(JSON.stringify({ answered: answers.filter((answer) => answer !== null).length }));
