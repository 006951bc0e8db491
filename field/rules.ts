// What schemes a person is probably owed, on the phone: the same answers as karmika/entitlements, from the same compiled pack.
// No dependencies, no clock, no network. A test holds both to the same answers (karmika/entitlements/tests/test_conformance.py).
// Only types are added to JavaScript here (no enums, no parameter properties), so that Node and bundlers can strip them.

export type Verdict = true | false | null; // null: unknown
export type Operand = boolean | number | string | (number | string)[];
export type Fact = Operand | null;
export type Texts = Record<string, string>;
export type Outcome = "eligible" | "not_eligible" | "unknown";
export type Because = "rule" | "closed" | "not_yet" | "already" | "event" | "late" | "status" | "elsewhere";
export type Status = "open" | "windowed" | "closed" | "verify" | "not_yet";
type Op = "eq" | "ne" | "lt" | "le" | "gt" | "ge" | "in" | "nin";
type Span = { low: number; high: number }; // both included
type Known = Span | ReadonlySet<boolean | string>;

export interface Condition {
  fact: string;
  op: Op;
  value: Operand;
}
interface Dated {
  fact: string;
  op: Op;
  dated: [string, Operand][]; // since that day
}
type Rule = Condition | Dated | { all: Rule[] } | { any: Rule[] };

export interface FactDefinition {
  name: string;
  kind: "bool" | "int" | "enum";
  least: number;
  most: number;
  values: { code: string; label: Texts }[];
  sensitive: boolean;
  changeable: boolean;
}
export interface Scheme {
  id: string;
  version: string;
  states: string[];
  open_elsewhere: boolean; // outside those states: unknown, not no
  status: { from: string; is: Status; windows: [string, string][] }[];
  rules: { from: string; rule: Rule }[];
  without: Rule | null; // what is wanted so that she does not have it already
  event: { kind: string; within_days: number | null } | null;
  documents: string[];
  apply_at: { office: string; state: string }[];
}
export interface Compiled {
  format: number;
  facts: FactDefinition[];
  schemes: Scheme[];
}
export interface Answer {
  scheme: string;
  outcome: Outcome;
  because: Because;
  status: Status;
  until: string | null;
  claim_by: string | null;
  failing: Condition[];
  supporting: Condition[];
  missing: string[];
  within_reach: boolean;
  documents: string[];
  apply_at: string[];
  version: string;
}
interface Judgement {
  verdict: Verdict;
  reasons: Condition[];
  missing: string[];
}

const FORMAT = 1;
const OPPOSITE: Partial<Record<Op, Op>> = { ne: "eq", ge: "lt", gt: "le", nin: "in" };
const NOTHING: Judgement = { verdict: null, reasons: [], missing: [] };

export class Pack {
  private readonly facts: Map<string, FactDefinition>;
  private readonly schemes: Scheme[];
  private readonly unasked: Map<string, Known>;

  /** A pack from `karmika.entitlements.pack.Pack.compiled`. Throws for a format that this code does not know. */
  constructor(compiled: Compiled) {
    if (compiled.format !== FORMAT) throw new Error(`format ${compiled.format} is not known`);
    this.facts = new Map(compiled.facts.map((fact) => [fact.name, fact]));
    this.schemes = compiled.schemes;
    this.unasked = new Map(compiled.facts.map((fact) => [fact.name, anything(fact)]));
  }

  /** What can be said about every scheme on a day. `events`: the day on which something happened, by kind. Days as 2026-11-21.
   * Throws for an answer that does not fit its fact; the message names the fact, never the answer. */
  screen(facts: Record<string, Fact>, on: string, events: Record<string, string> = {}): Answer[] {
    const known = new Map(this.unasked);
    for (const [name, given] of Object.entries(facts)) {
      const fact = this.facts.get(name);
      if (fact === undefined) throw new Error(`no fact is named ${name}`);
      if (given !== null) known.set(name, knownBy(fact, given));
    }
    return this.schemes.map((scheme) => this.answered(scheme, known, on, events));
  }

  /** The fact that keeps most schemes open; null when nothing is left to ask. Sensitive facts only in private. */
  nextQuestion(answers: Answer[], skip: string[] = [], inPrivate = false): string | null {
    const still = new Map<string, number>();
    const alone = new Map<string, number>();
    for (const { missing } of answers) {
      for (const name of missing) {
        still.set(name, (still.get(name) ?? 0) + 1);
        if (missing.length === 1) alone.set(name, (alone.get(name) ?? 0) + 1);
      }
    }
    let best: string | null = null;
    for (const [name, fact] of this.facts) {
      if (skip.includes(name) || (fact.sensitive && !inPrivate) || !still.has(name)) continue;
      const more = best === null ? 1 : still.get(name)! - still.get(best)!;
      if (more > 0 || (more === 0 && (alone.get(name) ?? 0) > (alone.get(best!) ?? 0))) best = name;
    }
    return best;
  }

  private answered(scheme: Scheme, known: Map<string, Known>, on: string, events: Record<string, string>): Answer {
    const [status, until] = statusOn(scheme, on);
    let [outcome, because, judgement] = decided(scheme, known, on, status);
    const happened = scheme.event === null ? undefined : events[scheme.event.kind];
    const has_happened = happened !== undefined && happened <= on;
    const within = scheme.event?.within_days ?? null;
    const claim_by = has_happened && within !== null ? daysAfter(happened, within) : null;
    if (outcome !== "not_eligible" && scheme.event !== null) {
      if (!has_happened) [outcome, because, judgement] = ["unknown", "event", NOTHING];
      else if (claim_by !== null && on > claim_by) [outcome, because] = ["unknown", "late"];
    }
    const failing = outcome === "not_eligible" ? judgement.reasons : [];
    const states = statesOf(known);
    return {
      scheme: scheme.id,
      outcome,
      because,
      status,
      until,
      claim_by,
      failing,
      supporting: outcome === "eligible" ? judgement.reasons : [],
      missing: judgement.missing,
      within_reach:
        because === "rule" && failing.length > 0 && failing.every((one) => this.facts.get(one.fact)!.changeable),
      documents: scheme.documents,
      apply_at: scheme.apply_at
        .filter(({ state }) => state === "" || states.includes(state))
        .map(({ office }) => office),
      version: scheme.version,
    };
  }
}

function decided(scheme: Scheme, known: Map<string, Known>, on: string, status: Status): [Outcome, Because, Judgement] {
  const current = newest(scheme.rules, on);
  if (status === "not_yet" || current === undefined) return ["not_eligible", "not_yet", NOTHING];
  if (status === "closed") return ["not_eligible", "closed", NOTHING];
  const hasItNot = scheme.without === null ? NOTHING : judged(scheme.without, known, on);
  if (hasItNot.verdict === false) return ["not_eligible", "already", hasItNot];
  const rule = scheme.without === null ? current.rule : { all: [current.rule, scheme.without] };
  const judgement = judged(rule, known, on);
  if (scheme.open_elsewhere && judgement.verdict !== true) {
    const possible = statesOf(known);
    const outside = possible.filter((state) => !scheme.states.includes(state)).length;
    if (outside === possible.length) return ["unknown", "elsewhere", { ...NOTHING, missing: hasItNot.missing }];
    if (judgement.verdict === false && outside > 0)
      return ["unknown", "rule", { ...NOTHING, missing: ["state", ...hasItNot.missing] }];
  }
  if (judgement.verdict === false) return ["not_eligible", "rule", judgement];
  if (status === "verify") return ["unknown", "status", { ...NOTHING, missing: judgement.missing }];
  return [judgement.verdict === true ? "eligible" : "unknown", "rule", judgement];
}

function statesOf(known: Map<string, Known>): string[] {
  const states = known.get("state");
  return states instanceof Set ? [...states] : [];
}

function statusOn(scheme: Scheme, on: string): [Status, string | null] {
  const current = newest(scheme.status, on);
  if (current === undefined) return ["not_yet", null];
  const window = current.windows.find(([first, last]) => first <= on && on <= last);
  return window === undefined ? [current.is, null] : ["open", window[1]];
}

function newest<T extends { from: string }>(dated: T[], on: string): T | undefined {
  return dated.filter(({ from }) => from <= on).at(-1);
}

/** The verdict of a rule, with the conditions that carry it or the facts that keep it open (and no others). */
function judged(rule: Rule, known: Map<string, Known>, on: string): Judgement {
  if ("fact" in rule) {
    const condition = "dated" in rule ? onDay(rule, on) : rule;
    const verdict = compared(known.get(rule.fact)!, rule.op, condition.value);
    return verdict === null
      ? { verdict, reasons: [], missing: [rule.fact] }
      : { verdict, reasons: [condition], missing: [] };
  }
  const decisive = "any" in rule; // one that holds decides `any`, one that fails decides `all`
  const parts = ("any" in rule ? rule.any : rule.all).map((part) => judged(part, known, on));
  for (const verdict of [decisive, null]) {
    const chosen = parts.filter((part) => part.verdict === verdict);
    if (chosen.length > 0) return together(verdict, chosen);
  }
  return together(!decisive, parts);
}

function together(verdict: Verdict, parts: Judgement[]): Judgement {
  if (parts.length === 1) return parts[0]!;
  const reasons = new Map<string, Condition>();
  if (verdict !== null) {
    for (const reason of parts.flatMap((part) => part.reasons)) {
      const key = `${reason.fact} ${reason.op} ${String(reason.value)}`;
      if (!reasons.has(key)) reasons.set(key, reason);
    }
  }
  const missing = verdict === null ? [...new Set(parts.flatMap((part) => part.missing))] : [];
  return { verdict, reasons: [...reasons.values()], missing };
}

function onDay({ fact, op, dated }: Dated, on: string): Condition {
  const current = dated.filter(([since]) => since <= on).at(-1);
  if (current === undefined) throw new Error(`${fact}: no value on ${on}`);
  return { fact, op, value: current[1] };
}

/** True or false when every value that the fact may have agrees, else null. */
function compared(known: Known, op: Op, operand: Operand): Verdict {
  const opposite = OPPOSITE[op];
  if (opposite !== undefined) {
    const verdict = compared(known, opposite, operand);
    return verdict === null ? null : !verdict;
  }
  if (!(known instanceof Set)) return spanCompared(known as Span, op, operand);
  const wanted = new Set<boolean | string>((Array.isArray(operand) ? operand : [operand]) as (boolean | string)[]);
  const inside = [...known].filter((one) => wanted.has(one)).length;
  return inside === known.size ? true : inside > 0 ? null : false;
}

function spanCompared({ low, high }: Span, op: Op, operand: Operand): Verdict {
  if (Array.isArray(operand)) {
    const inside = operand.filter((one) => low <= Number(one) && Number(one) <= high).length;
    return inside === 0 ? false : inside === high - low + 1 ? true : null;
  }
  const bound = Number(operand);
  if (op === "eq") return low === bound && high === bound ? true : low <= bound && bound <= high ? null : false;
  const limit = op === "le" ? bound : bound - 1;
  return high <= limit ? true : low > limit ? false : null;
}

function anything(fact: FactDefinition): Known {
  if (fact.kind === "int") return { low: fact.least, high: fact.most };
  return fact.kind === "bool" ? new Set([true, false]) : new Set(fact.values.map(({ code }) => code));
}

function knownBy(fact: FactDefinition, given: Operand): Known {
  if (fact.kind === "bool" && typeof given === "boolean") return new Set([given]);
  if (fact.kind === "int") {
    const bounds = typeof given === "number" ? [given, given] : given;
    if (Array.isArray(bounds) && bounds.length === 2 && bounds.every((one) => Number.isInteger(one))) {
      const [low, high] = bounds as [number, number];
      if (fact.least <= low && low <= high && high <= fact.most) return { low, high };
    }
  }
  if (fact.kind === "enum") {
    const chosen = typeof given === "string" ? [given] : given;
    const codes = fact.values.map(({ code }) => code);
    if (Array.isArray(chosen) && chosen.length > 0 && chosen.every((one) => codes.includes(one as string)))
      return new Set(chosen as string[]);
  }
  throw new Error(`${fact.name}: this answer does not fit ${fact.kind}`);
}

function daysAfter(day: string, days: number): string {
  const at = new Date(`${day}T00:00:00Z`);
  at.setUTCDate(at.getUTCDate() + days);
  return at.toISOString().slice(0, 10);
}
