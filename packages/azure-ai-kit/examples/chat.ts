import { azureOpenAI, explain } from "@entrakit/azure-ai-kit/openai";
import type { TokenCredential } from "@entrakit/edge-fetch";
import { OpenAI } from "openai";

/** One call of the official client, with errors that say what to do. */
export async function chat(credential: TokenCredential, question: string): Promise<string | null | undefined> {
  const deployment = "gpt-4o";
  const openai = new OpenAI(azureOpenAI({ endpoint: "https://contoso.openai.azure.com", credential }));
  try {
    const { choices } = await openai.chat.completions.create({
      model: deployment,
      messages: [{ role: "user", content: question }],
    });
    return choices[0]?.message.content;
  } catch (error) {
    throw explain(error, { deployment });
  }
}
