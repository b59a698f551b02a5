import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { JournalFile, readJournal } from './journal-file.ts';
import { type Submission } from './submission.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'watchpost-journal-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const submission = (key: string): Submission => ({ key, partner: 'p', format: 'csv', digest: 'd', lines: [] });

describe('the journal', () => {
  const open = (): JournalFile => new JournalFile(join(directory, 'journal.ndjson'));

  it('knows of each submission whether it was accepted, refused, or never answered', () => {
    const journal = open();
    for (const key of ['a', 'b', 'c']) journal.write({ type: 'invoke', attempt: 1, submission: submission(key) });
    journal.write({ type: 'info', key: 'a', why: 'socket hang up' });
    journal.write({ type: 'invoke', attempt: 2, submission: submission('a') });
    journal.write({ type: 'ok', key: 'a', manifestId: 'm', receipt: 'r', repeated: true });
    journal.write({ type: 'fail', key: 'b', status: 422, code: 'idempotency.other-body' });
    journal.write({ type: 'info', key: 'c', why: 'time-out' });
    journal.close();
    const { submissions, contradictions } = readJournal(journal.path);
    expect(contradictions).toEqual([]);
    expect(submissions.map(({ fate, attempts }) => ({ ...fate, attempts }))).toEqual([
      { kind: 'accepted', manifestId: 'm', receipts: ['r'], attempts: 2 },
      { kind: 'refused', status: 422, code: 'idempotency.other-body', attempts: 1 },
      { kind: 'unknown', attempts: 1 },
    ]);
  });

  it('leaves out a line that was cut off in the middle', () => {
    const journal = open();
    journal.write({ type: 'invoke', attempt: 1, submission: submission('a') });
    journal.close();
    appendFileSync(journal.path, '{"at":1,"type":"ok","ke');
    expect(readJournal(journal.path).submissions).toMatchObject([{ fate: { kind: 'unknown' } }]);
  });

  it('says where the answers contradict each other', () => {
    const journal = open();
    journal.write({ type: 'ok', key: 'z', manifestId: 'm', receipt: 'r', repeated: false });
    journal.write({ type: 'invoke', attempt: 1, submission: submission('a') });
    journal.write({ type: 'ok', key: 'a', manifestId: 'm', receipt: 'r', repeated: false });
    journal.write({ type: 'ok', key: 'a', manifestId: 'n', receipt: 'r', repeated: false });
    journal.write({ type: 'fail', key: 'a', status: 409, code: 'gone' });
    journal.close();
    expect(readJournal(journal.path).contradictions).toEqual([
      'z was answered and never invoked',
      'a became manifest m, and then n',
      'a was accepted, and then refused with 409 gone',
    ]);
  });
});
