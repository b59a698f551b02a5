import { type Codec } from '@watchpost/contracts';
import { type LogAdmin } from '@watchpost/messaging';
import {
  checkAlerts,
  checkConservation,
  checkDrained,
  checkHeads,
  checkReceipts,
  checkVersions,
  type DeliveredAlert,
  type Draining,
  readJournal,
} from '@watchpost/testing';
import type pg from 'pg';
import { expectationOf } from './expectation.ts';
import { readLog } from './log-evidence.ts';
import { readReceipts } from './receipt-evidence.ts';
import { readTables } from './table-evidence.ts';

/** What one checker found. */
export interface Verdict {
  readonly checker: 'C1 conservation' | 'C2 receipts' | 'C3 alerts' | 'C4 versions' | 'C5 liveness' | 'journal';
  /** How many things it looked at. */
  readonly looked: number;
  readonly faults: readonly string[];
}

export interface Witnesses {
  /** Path of the journal. */
  readonly journal: string;
  readonly database: pg.Client;
  readonly log: LogAdmin;
  readonly codec: Codec;
  readonly intake: string;
  /** Keys by partner. */
  readonly keys: Readonly<Record<string, string>>;
  readonly delivered: readonly DeliveredAlert[];
  readonly draining: Draining;
}

export interface Findings {
  readonly verdicts: readonly Verdict[];
  readonly manifests: number;
  readonly lines: number;
  readonly alerts: number;
}

/** Gathers everything that says anything, and lets every checker look at it. */
export async function judge(witnesses: Witnesses): Promise<Findings> {
  const { submissions, contradictions } = readJournal(witnesses.journal);
  const log = await readLog(witnesses.log, witnesses.codec);
  const tables = await readTables(witnesses.database, witnesses.codec);
  const { journal, stated, due } = expectationOf(submissions, log.reported);
  const accepted = submissions.flatMap(({ submission, fate }) =>
    fate.kind === 'accepted' ? [{ submission, fate }] : [],
  );
  const known = new Set(journal.manifests);
  const promised = accepted.flatMap(({ submission: { digest }, fate: { manifestId, receipts } }) =>
    [...new Set(receipts)].map((receipt) => ({ manifestId, receipt, digest })),
  );
  const owned = new Map(
    accepted.map(({ submission, fate }) => [fate.manifestId, witnesses.keys[submission.partner]!] as const),
  );
  const receipts = await readReceipts(
    witnesses.intake,
    [...owned].map(([manifestId, key]) => ({ manifestId, key })),
  );
  const lineOf = (assessmentId: string): string => tables.lineOfDecision.get(assessmentId) ?? 'no decision';
  const standing = (rows: typeof tables.heads) =>
    rows.map(({ subject, assessmentId }) => ({ subject, line: lineOf(assessmentId) }));
  const verdicts: Verdict[] = [
    {
      checker: 'journal',
      looked: submissions.length,
      faults: [
        ...contradictions,
        ...submissions
          .filter(({ fate }) => fate.kind === 'unknown')
          .map(({ submission }) => `${submission.key} was never answered`),
        ...accepted
          .filter(({ submission }) => submission.key.endsWith('/other-body'))
          .map(({ submission }) => `${submission.key} was accepted`),
      ],
    },
    {
      checker: 'C1 conservation',
      looked: tables.intake.length + log.reported.length + log.assessed.length + tables.ledger.length,
      faults: [
        ...checkConservation(journal, { ...log, intake: tables.intake, ledger: tables.ledger }),
        ...tables.manifests
          .filter((id) => !known.has(id))
          .map((id) => `manifest ${id} is there and was never accepted`),
      ],
    },
    { checker: 'C2 receipts', looked: promised.length, faults: checkReceipts(promised, receipts) },
    {
      checker: 'C3 alerts',
      looked: tables.targeting.length + due.length + witnesses.delivered.length,
      faults: checkAlerts({
        due,
        decisions: new Set(tables.lineOfDecision.keys()),
        targeting: tables.targeting,
        issued: log.issued,
        gateway: tables.gateway,
        lastNumbers: tables.lastNumbers,
        delivered: witnesses.delivered,
      }),
    },
    {
      checker: 'C4 versions',
      looked: stated.length + tables.heads.length + tables.views.length,
      faults: [
        ...checkHeads("the scorer's heads", stated, standing(tables.heads), 'all subjects'),
        ...checkHeads("targeting's views", stated, standing(tables.views), 'some subjects'),
        ...checkVersions(log.applied),
      ],
    },
    {
      checker: 'C5 liveness',
      looked: Object.keys(witnesses.draining.unfinished).length,
      faults: checkDrained(witnesses.draining),
    },
  ];
  const lines = journal.manifests.reduce((sum, id) => sum + journal.linesOf(id), 0);
  return { verdicts, manifests: journal.manifests.length, lines, alerts: tables.targeting.length };
}
