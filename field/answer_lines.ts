// Answers lines of questions, for the test that holds both evaluators together: node field/answer_lines.ts PACK QUESTIONS ANSWERS
// A question is {"facts", "on", "events"}, an answer {"answers", "next"}, or {"refused"} with the message.
import { createReadStream, createWriteStream, readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { type Answer, type Condition, Pack } from "./rules.ts";

// With "brief" behind them: only what was decided and what it rests on, as lists; the texts of an answer follow from the pack.
const [packPath, questionsPath, answersPath, how] = process.argv.slice(2) as [string, string, string, string?];
const pack = new Pack(JSON.parse(readFileSync(packPath, "utf-8")));
const out = createWriteStream(answersPath);

function brief(one: Answer): unknown[] {
  const named = (conditions: Condition[]) => conditions.map(({ fact }) => fact);
  return [one.outcome, one.because, one.missing, named(one.failing), named(one.supporting), one.within_reach];
}

function answered(line: string): string {
  const { facts, on, events } = JSON.parse(line);
  try {
    const answers = pack.screen(facts, on, events);
    if (how === "brief") return JSON.stringify(answers.map(brief));
    return JSON.stringify({ answers, next: pack.nextQuestion(answers) });
  } catch (error) {
    return JSON.stringify({ refused: (error as Error).message });
  }
}

for await (const line of createInterface({ input: createReadStream(questionsPath) })) {
  if (!out.write(answered(line) + "\n")) await new Promise<void>((go) => out.once("drain", go));
}
out.end();
