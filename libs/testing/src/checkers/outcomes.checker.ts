import { type Journal } from '../journal/journal.ts';

/** One outcome of one line, wherever it was found: the sender's view, a topic, a table. */
export interface LineOutcome {
  readonly manifestId: string;
  readonly ordinal: number;
  readonly outcome: string;
}

const FINAL = new Set(['ASSESSED', 'RECORDED', 'REJECTED', 'SUPERSEDED', 'DEAD']);

const nameOf = ({ manifestId, ordinal }: Pick<LineOutcome, 'manifestId' | 'ordinal'>): string =>
  `${manifestId}#${ordinal}`;

/**
 * Checks that every accepted line has exactly one final outcome, and that nothing else has any.
 * @returns a sentence for each fault; none where all is well
 */
export function checkOutcomes(journal: Journal, outcomes: readonly LineOutcome[]): readonly string[] {
  const found = byLine(outcomes);
  const faults: string[] = [];
  for (const line of acceptedLines(journal)) {
    faults.push(
      ...faultsOf(
        line,
        (found.get(line) ?? []).map(({ outcome }) => outcome),
      ),
    );
    found.delete(line);
  }
  return [
    ...faults,
    ...[...found].map(
      ([line, had]) => `${line} was never accepted and has ${had.map(({ outcome }) => outcome).join(', ')}`,
    ),
  ];
}

function faultsOf(line: string, outcomes: readonly string[]): readonly string[] {
  if (outcomes.length === 0) return [`${line} has no outcome`];
  if (outcomes.length > 1) return [`${line} has ${outcomes.length} outcomes: ${outcomes.join(', ')}`];
  return FINAL.has(outcomes[0]!) ? [] : [`${line} ended as ${outcomes[0]}`];
}

/** A decision about a line, with a digest of its bytes. */
export interface LineDecision extends LineOutcome {
  readonly digest: string;
}

/** What is said of lines in every place that says anything. */
export interface OutcomeEvidence {
  /** Intake's tables, a statement a line. */
  readonly intake: readonly LineOutcome[];
  /** Every report in `manifests.processed`, repeats too; outcomes as there, `DECLARED` among them. */
  readonly reported: readonly LineOutcome[];
  /** Every record in `shipments.assessed`, repeats too. */
  readonly assessed: readonly LineDecision[];
  /** Every row of the scorer's ledger. */
  readonly ledger: readonly LineDecision[];
  /** Every dead letter, whatever its topic. */
  readonly dead: readonly { readonly topic: string; readonly code: string; readonly about: string }[];
}

/**
 * C1, conservation: every accepted line has exactly one outcome, in intake's tables, in the scorer's ledger and in the topics alike, and there is none
 * outside the accepted set. A line that went on to the scorer is in its ledger once; what the topic holds of it, however often, are those very bytes. Nothing was
 * parked: nothing that was sent gives a reason to.
 */
export function checkConservation(journal: Journal, evidence: OutcomeEvidence): readonly string[] {
  const [reported, ledger, assessed, intake] = [
    evidence.reported,
    evidence.ledger,
    evidence.assessed,
    evidence.intake,
  ].map(byLine) as [Lines<LineOutcome>, Lines<LineDecision>, Lines<LineDecision>, Lines<LineOutcome>];
  const accepted = acceptedLines(journal);
  const known = new Set(accepted);
  return [
    ...checkOutcomes(journal, evidence.intake),
    ...accepted.flatMap((line) =>
      disagreements(line, {
        reported: reported.get(line) ?? [],
        ledger: ledger.get(line) ?? [],
        assessed: assessed.get(line) ?? [],
        intake: intake.get(line)?.[0]?.outcome ?? 'nothing',
      }),
    ),
    ...strangers('a report', reported, known),
    ...strangers('the ledger', ledger, known),
    ...strangers('shipments.assessed', assessed, known),
    ...evidence.dead.map(({ topic, code, about }) => `${about} was parked in ${topic} (${code})`),
  ];
}

type Lines<Statement extends LineOutcome> = Map<string, Statement[]>;

interface SaidOfLine {
  readonly reported: readonly LineOutcome[];
  readonly ledger: readonly LineDecision[];
  readonly assessed: readonly LineDecision[];
  readonly intake: string;
}

function disagreements(line: string, { reported, ledger, assessed, intake }: SaidOfLine): readonly string[] {
  const reports = distinct(reported.map(({ outcome }) => outcome));
  if (reports.length === 0) return [`${line} was never reported by the normalizer`];
  if (reports.length > 1) return [`${line} was reported as ${reports.join(' and ')}`];
  if (reports[0] !== 'DECLARED') {
    const more = ledger.length + assessed.length;
    const faults = more === 0 ? [] : [`${line} was ${reports[0]} and assessed all the same`];
    return intake === reports[0] ? faults : [...faults, `${line} was ${reports[0]}, and intake says ${intake}`];
  }
  const faults: string[] = [];
  if (ledger.length !== 1) faults.push(`${line} stands ${ledger.length} times in the ledger`);
  if (assessed.length === 0) faults.push(`${line} is not in shipments.assessed`);
  const outcomes = distinct([...ledger, ...assessed].map(({ outcome }) => outcome));
  if (outcomes.length > 1) faults.push(`${line} has the outcomes ${outcomes.join(' and ')} in ledger and topic`);
  if (distinct([...ledger, ...assessed].map(({ digest }) => digest)).length > 1) {
    faults.push(`${line} was published with other bytes than those of the ledger`);
  }
  if (outcomes.length === 1 && intake !== outcomes[0]) {
    faults.push(`${line} was ${outcomes[0]}, and intake says ${intake}`);
  }
  return faults;
}

const strangers = (where: string, lines: Lines<LineOutcome>, known: ReadonlySet<string>): readonly string[] =>
  [...lines.keys()].filter((line) => !known.has(line)).map((line) => `${line} was never accepted and is in ${where}`);

const acceptedLines = (journal: Journal): readonly string[] =>
  journal.manifests.flatMap((manifestId) =>
    Array.from({ length: journal.linesOf(manifestId) }, (_, at) => nameOf({ manifestId, ordinal: at + 1 })),
  );

function byLine<Statement extends LineOutcome>(statements: readonly Statement[]): Lines<Statement> {
  const lines: Lines<Statement> = new Map();
  for (const statement of statements) {
    const known = lines.get(nameOf(statement));
    if (known === undefined) lines.set(nameOf(statement), [statement]);
    else known.push(statement);
  }
  return lines;
}

const distinct = (texts: readonly string[]): readonly string[] => [...new Set(texts)].toSorted();
