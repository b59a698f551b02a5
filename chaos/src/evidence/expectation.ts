import { type DeclaredLine, Journal, type JournaledSubmission, type StatedVersion } from '@watchpost/testing';

/** What follows from the journal alone, and from what the normalizer calls each line's shipment. */
export interface Expectation {
  readonly journal: Journal;
  /** Every version that could be read. */
  readonly stated: readonly StatedVersion[];
  /** Shipments about which a port has to be told. */
  readonly due: readonly string[];
}

interface Statement extends StatedVersion {
  readonly shipmentId: string;
  readonly declared: DeclaredLine;
}

export function expectationOf(
  submissions: readonly JournaledSubmission[],
  reported: readonly { manifestId: string; ordinal: number; outcome: string; shipmentId: string | null }[],
): Expectation {
  const shipments = new Map(
    reported
      .filter(({ outcome }) => outcome === 'DECLARED')
      .map(({ manifestId, ordinal, shipmentId }) => [`${manifestId}#${ordinal}`, shipmentId!]),
  );
  const journal = new Journal();
  const statements: Statement[] = [];
  for (const { submission, fate } of submissions) {
    if (fate.kind !== 'accepted') continue;
    journal.accepted(fate.manifestId, submission.lines.length);
    for (const declared of submission.lines) {
      const line = `${fate.manifestId}#${declared.ordinal}`;
      const shipmentId = shipments.get(line);
      if (shipmentId === undefined) continue;
      const subject = `${shipmentId} ${submission.partner}`;
      statements.push({ subject, issuedAt: declared.issuedAt, line, shipmentId, declared });
    }
  }
  return { journal, stated: statements, due: dueOf(statements) };
}

/** A shipment is due an alert where the newest version of any partner leaves no choice. */
function dueOf(statements: readonly Statement[]): readonly string[] {
  const newest = new Map<string, Statement>();
  for (const statement of statements) {
    const before = newest.get(statement.subject);
    if (before === undefined || before.issuedAt < statement.issuedAt) newest.set(statement.subject, statement);
  }
  const due = [...newest.values()].filter(({ declared }) => declared.mustAlert);
  return [...new Set(due.map(({ shipmentId }) => shipmentId))];
}
