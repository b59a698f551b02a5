import { closeSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';
import { type JournalEntry, type Submission } from './submission.ts';

type Unstamped<Entry> = Entry extends unknown ? Omit<Entry, 'at'> : never;

/**
 * The journal of a load generator: NDJSON, written through to the disk before anybody relies on an `ok`. It is the only witness of what was promised:
 * nothing in it comes from the system's own tables.
 */
export class JournalFile {
  readonly #file: number;
  readonly #beganAt = performance.now();

  constructor(readonly path: string) {
    this.#file = openSync(path, 'a');
  }

  write(entry: Unstamped<JournalEntry>): void {
    const at = Math.round(performance.now() - this.#beganAt);
    writeSync(this.#file, `${JSON.stringify({ at, ...entry })}\n`);
    if (entry.type === 'ok') fsyncSync(this.#file);
  }

  close(): void {
    closeSync(this.#file);
  }
}

/** What is known of one submission at the end. */
export type SubmissionFate =
  | { readonly kind: 'accepted'; readonly manifestId: string; readonly receipts: readonly string[] }
  | { readonly kind: 'refused'; readonly status: number; readonly code: string }
  /** Invoked and never answered. */
  | { readonly kind: 'unknown' };

export interface JournaledSubmission {
  readonly submission: Submission;
  readonly fate: SubmissionFate;
  /** How often it was invoked. */
  readonly attempts: number;
}

/** What a journal on disk says, and where it contradicts itself. */
export interface JournalRead {
  readonly submissions: readonly JournaledSubmission[];
  /** Sentences: an answer to nobody's question, two manifests under one key, an acceptance taken back. */
  readonly contradictions: readonly string[];
}

/** Reads a journal again; a last line that was cut off in the middle was not written. */
export function readJournal(path: string): JournalRead {
  const lines = readFileSync(path, 'utf8').split('\n').slice(0, -1);
  return foldJournal(lines.map((line) => JSON.parse(line) as JournalEntry));
}

export function foldJournal(entries: readonly JournalEntry[]): JournalRead {
  const known = new Map<string, JournaledSubmission>();
  const contradictions: string[] = [];
  for (const entry of entries) {
    const key = entry.type === 'invoke' ? entry.submission.key : entry.key;
    const before = known.get(key);
    if (entry.type === 'invoke') {
      const { submission } = entry;
      known.set(key, { fate: { kind: 'unknown' }, ...before, submission, attempts: (before?.attempts ?? 0) + 1 });
      continue;
    }
    if (before === undefined) {
      contradictions.push(`${key} was answered and never invoked`);
      continue;
    }
    known.set(key, { ...before, fate: fateAfter(before.fate, entry, contradictions) });
  }
  return { submissions: [...known.values()], contradictions };
}

function fateAfter(
  before: SubmissionFate,
  entry: Exclude<JournalEntry, { type: 'invoke' }>,
  contradictions: string[],
): SubmissionFate {
  if (entry.type === 'info') return before;
  if (entry.type === 'fail') {
    if (before.kind === 'accepted') {
      contradictions.push(`${entry.key} was accepted, and then refused with ${entry.status} ${entry.code}`);
      return before;
    }
    return { kind: 'refused', status: entry.status, code: entry.code };
  }
  const receipts = before.kind === 'accepted' ? before.receipts : [];
  if (before.kind === 'accepted' && before.manifestId !== entry.manifestId) {
    contradictions.push(`${entry.key} became manifest ${before.manifestId}, and then ${entry.manifestId}`);
  }
  return { kind: 'accepted', manifestId: entry.manifestId, receipts: [...receipts, entry.receipt] };
}
