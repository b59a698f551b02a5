/** Reads what it is sent, in a process that may be killed: a document that takes too long or too much memory takes nobody else with it. */
import type { FormatId } from '../../src/index.ts';
import { readCut } from '../reading.ts';
import { unsoundness } from './soundness.ts';

export interface Trial {
  readonly bytes: Uint8Array;
  readonly cuts: readonly number[];
  readonly format: FormatId | null;
}

export interface TrialAnswer {
  readonly fault: string | null;
  /** Format and code of each finding: what this document has shown of a reader. */
  readonly shown: readonly string[];
}

process.on('message', ({ bytes, cuts, format }: Trial) => {
  const document = Buffer.from(bytes);
  const fault = unsoundness(document, cuts, { format });
  const answer: TrialAnswer = { fault, shown: fault === null ? shownBy(document, format) : [] };
  process.send!(answer);
});

function shownBy(document: Buffer, format: FormatId | null): readonly string[] {
  const { summary, findings } = readCut(document, [], { format });
  return [...new Set(findings.map(({ code }) => `${summary.format} ${code}`))];
}
