import { writeFile } from "node:fs/promises";
import { join } from "node:path";

import { addDriveFile, driveOf } from "@entrakit/emulator";

import { type DrawnSentence, drawSentences, quotesRightly, readCorpus } from "../corpus.ts";
import { type Stage, must } from "../stage.ts";
import { appEnvironment, operatorEnvironment } from "../environment.ts";
import { childFacts, runInWorld, said } from "../world.ts";

const corpusSize = 200;
const questionCount = 20;
const fewestRight = 18;

interface Answered {
  readonly answer: string;
  readonly cited: readonly (readonly [id: number, name: string])[];
  readonly pieces: number;
}

function isAnswered(value: unknown): value is Answered {
  return typeof value === "object" && value !== null && "answer" in value && "cited" in value && "pieces" in value;
}

/** Right means: the sentence is quoted, its own citation names the file that holds it, and it came as a stream. */
function isRight({ answer, cited, pieces }: Answered, drawn: DrawnSentence): boolean {
  return quotesRightly(answer, new Map(cited), drawn) && pieces > 1;
}

/** Real documents, through Graph into AI Search, and questions whose right answers are known. */
export const answers: Stage = {
  id: "answers",
  title: "Azure AI over documents",
  remedy: "A 403 names the Azure role that is missing on the resource; `entrakit apply` grants it.",
  async run(world, progress) {
    const random = world.tenant.random.fork("documents");
    progress("reading the packages' README and CHANGELOG files");
    const files = await readCorpus(random, corpusSize);
    const owner = world.tenant.random.fork("documents' owner").pick([...world.tenant.directory.users.values()]);
    const driveId = driveOf(world.tenant, owner.id).id;
    for (const file of files) addDriveFile(world.tenant, driveId, file.name, file.text);
    const drawn = drawSentences(random, files, questionCount);
    must(drawn.length === questionCount, `only ${drawn.length} files have a sentence of their own`);
    const path = join(world.directory, "questions.json");
    await writeFile(path, JSON.stringify(drawn.map(({ question }) => ({ question }))));

    const result = await runInWorld(world, "answers", {
      script: "scripts/demo/children/answers.ts",
      environment: {
        ...operatorEnvironment(world),
        ...appEnvironment(world),
        DEMO_DRIVE_ID: driveId,
        DEMO_QUESTIONS: path,
      },
      onLine: progress,
    });
    const facts = childFacts("the answering process", result);
    const given = Array.isArray(facts["answers"]) ? facts["answers"].filter(isAnswered) : [];
    const right = drawn.filter((one, index) => {
      const answer = given[index];
      return answer !== undefined && isRight(answer, one);
    });
    const missed = drawn.flatMap((one, index) => (right.includes(one) ? [] : [{ ...one, ...given[index] }]));
    must(
      right.length >= fewestRight,
      `${right.length} of ${questionCount} answers quote the sentence and cite its file`,
    );
    const [example] = right;
    must(example !== undefined, "no answer was right");
    world.question = { ...example, question: `What is said about this: ${example.sentence}` };
    return {
      proved: `${said(facts, "documents")} files of ${owner.displayName}'s OneDrive, ${said(facts, "chunks")} chunks; ${right.length} of ${questionCount} sentences quoted from the cited file, e.g. ${example.file}`,
      facts: {
        documents: facts["documents"],
        chunks: facts["chunks"],
        asked: questionCount,
        right: right.length,
        missed,
      },
    };
  },
};
