// Answers lines of questions, for the test that holds both evaluators together: node field/answer_lines.ts PACK QUESTIONS ANSWERS
// A question is {"facts", "on", "events"}, an answer {"answers", "next"}, or {"refused"} with the message.
import { createReadStream, createWriteStream, readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { Pack } from "./rules.ts";

const [packPath, questionsPath, answersPath] = process.argv.slice(2) as [string, string, string];
const pack = new Pack(JSON.parse(readFileSync(packPath, "utf-8")));
const out = createWriteStream(answersPath);

function answered(line: string): string {
  const { facts, on, events } = JSON.parse(line);
  try {
    const answers = pack.screen(facts, on, events);
    return JSON.stringify({ answers, next: pack.nextQuestion(answers) });
  } catch (error) {
    return JSON.stringify({ refused: (error as Error).message });
  }
}

for await (const line of createInterface({ input: createReadStream(questionsPath) })) {
  if (!out.write(answered(line) + "\n")) await new Promise((go) => out.once("drain", go));
}
out.end();
