import type { JsonObject } from "../json.ts";
import type { Tenant } from "../tenant.ts";
import { notEmulated, openaiError } from "./answer.ts";
import { admit } from "./limits.ts";
import { embeddingDimensions, tokensIn } from "./models.ts";
import type { Deployment } from "./state.ts";
import { embed } from "./vectors.ts";

const mostInputs = 2048;
const mostTokens = 8192;
const mostDimensions = 3072;

function base64Of(vector: Float32Array): string {
  const bytes = new DataView(new ArrayBuffer(vector.length * 4));
  vector.forEach((value, index) => bytes.setFloat32(index * 4, value, true));
  let text = "";
  for (let index = 0; index < bytes.byteLength; index += 1) text += String.fromCharCode(bytes.getUint8(index));
  return btoa(text);
}

/** A vector's numbers as JSON shows them: with the digits that a 32-bit float has. */
function numbersOf(vector: Float32Array): readonly number[] {
  return Array.from(vector, (value) => Number(value.toPrecision(8)));
}

function inputsOf(body: JsonObject): readonly string[] | Response {
  const { input } = body;
  const inputs: readonly unknown[] = Array.isArray(input) ? input : [input];
  if (input === undefined || inputs.length === 0) {
    return openaiError(400, "missing_required_parameter", "Missing required parameter: 'input'.", "input");
  }
  if (inputs.some((member) => typeof member === "number" || Array.isArray(member)))
    return notEmulated("embeddings of token ids; send texts");
  const texts = inputs.filter((member) => typeof member === "string");
  if (texts.length !== inputs.length || texts.includes("")) {
    return openaiError(
      400,
      "invalid_value",
      "Invalid 'input': it must be a text, or a list of texts, none of them empty.",
      "input",
    );
  }
  if (texts.length > mostInputs)
    return openaiError(
      400,
      "array_above_max_length",
      `Invalid 'input': list too long. Expected at most ${mostInputs} texts.`,
      "input",
    );
  const longest = Math.max(...texts.map(tokensIn));
  if (longest > mostTokens) {
    const message = `This model's maximum context length is ${mostTokens} tokens, however you requested ${longest} tokens (${longest} in your prompt; 0 for the completion). Please reduce your prompt; or completion length.`;
    return openaiError(400, null, message);
  }
  return texts;
}

function dimensionsOf(body: JsonObject): number | Response {
  const dimensions = body["dimensions"] ?? embeddingDimensions;
  if (typeof dimensions === "number" && Number.isInteger(dimensions) && dimensions > 0 && dimensions <= mostDimensions)
    return dimensions;
  return openaiError(
    400,
    "invalid_value",
    `Invalid 'dimensions': it must be a whole number from 1 to ${mostDimensions}.`,
    "dimensions",
  );
}

/** Answers `POST …/embeddings`. Source: learn.microsoft.com/azure/ai-services/openai/reference. */
export function answerEmbeddings(tenant: Tenant, deployment: Deployment, body: JsonObject): Response {
  const inputs = inputsOf(body);
  if (inputs instanceof Response) return inputs;
  const dimensions = dimensionsOf(body);
  if (dimensions instanceof Response) return dimensions;
  const format = body["encoding_format"] ?? "float";
  if (format !== "float" && format !== "base64") {
    return openaiError(
      400,
      "invalid_value",
      "Invalid 'encoding_format': it must be 'float' or 'base64'.",
      "encoding_format",
    );
  }
  const tokens = inputs.reduce((sum, text) => sum + tokensIn(text), 0);
  const admission = admit(tenant, deployment, tokens, "Embeddings_Create");
  if (!admission.admitted) return admission.response;
  const data = inputs.map((text, index) => {
    const vector = embed(text, dimensions);
    return { object: "embedding", index, embedding: format === "base64" ? base64Of(vector) : numbersOf(vector) };
  });
  const answer = {
    object: "list",
    data,
    model: deployment.model,
    usage: { prompt_tokens: tokens, total_tokens: tokens },
  };
  return Response.json(answer, { headers: admission.headers });
}
