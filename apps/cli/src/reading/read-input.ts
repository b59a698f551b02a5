import { createReadStream } from 'node:fs';
import { type Finding, systemClock } from '@watchpost/domain';
import {
  type DocumentSummary,
  type FindingCosts,
  formats,
  openDocument,
  type ReadLine,
  type ReadMessage,
  type ReadUnit,
  type TableMapping,
} from '@watchpost/formats';
import { CommandError, exitCode } from '../terminal/exit-code.ts';
import { progressOf } from './progress.ts';

/** How input is read, as flags say it. */
export interface ReadingFlags {
  readonly format?: string;
  readonly partner: string;
  readonly charset?: string;
  /** How tables are read; by their header where there is none. */
  readonly table?: TableMapping | null;
  /** What findings cost; what the catalogue says where there are none. */
  readonly costs?: FindingCosts | null;
  /** Tells where every value comes from. */
  readonly fields?: true;
  /** Of this line only. */
  readonly line?: number;
}

/** Takes what is read of one input, in its order. The format is `unknown` until it was recognised. */
export interface InputSink {
  /** Called with each piece of the input before it is read. */
  bytes(chunk: Buffer): void;
  line(line: ReadLine, format: string): void;
  finding(finding: Finding, format: string): void;
  unit(unit: ReadUnit, format: string): void;
  message(message: ReadMessage, format: string): void;
  summary(summary: DocumentSummary): void;
}

/** @throws CommandError where a format is named that there is none of */
export function requireFormat(format: string | undefined): void {
  if (format === undefined || formats.some(({ id }) => id === format)) return;
  const known = formats.map(({ id }) => id).join(', ');
  throw new CommandError(`There is no format ${format}; known are ${known}.`, exitCode.usage);
}

/** Reads one file, or standard input for `-`. A file that cannot be read is told like one that is in no known format. */
export async function readInput(file: string, flags: ReadingFlags, sink: InputSink): Promise<DocumentSummary> {
  const session = openDocument(
    {
      partner: flags.partner,
      receivedAt: systemClock.now(),
      charset: flags.charset ?? null,
      format: flags.format ?? null,
      table: flags.table ?? null,
      costs: flags.costs ?? null,
      fields: flags.fields ? (flags.line ?? 'every') : undefined,
    },
    {
      line: (line) => sink.line(line, session.format ?? 'unknown'),
      finding: (finding) => sink.finding(finding, session.format ?? 'unknown'),
      unit: (unit) => sink.unit(unit, session.format ?? 'unknown'),
      message: (message) => sink.message(message, session.format ?? 'unknown'),
    },
  );
  const progress = await progressOf(file);
  try {
    for await (const chunk of file === '-' ? process.stdin : createReadStream(file)) {
      sink.bytes(chunk as Buffer);
      session.push(chunk as Buffer);
      progress((chunk as Buffer).length);
      // Whoever reads slowly is waited for: the report of a large file is larger than the file.
      if (process.stdout.writableNeedDrain) await new Promise((resolve) => process.stdout.once('drain', resolve));
    }
  } catch (error) {
    return tellUnreadable(sink, error as NodeJS.ErrnoException);
  }
  const summary = session.end();
  sink.summary(summary);
  return summary;
}

function tellUnreadable(sink: InputSink, error: NodeJS.ErrnoException): DocumentSummary {
  if (error.code === undefined) throw error;
  sink.finding(
    {
      severity: 'error',
      code: 'format.unknown',
      line: null,
      place: null,
      message: `The file cannot be read (${error.code}).`,
      value: null,
      expected: null,
    },
    'unknown',
  );
  const summary: DocumentSummary = {
    format: 'unknown',
    confidence: 0,
    messages: 0,
    lines: 0,
    accepted: 0,
    rejected: 0,
    quarantined: 0,
    findings: { error: 1, warning: 0, info: 0 },
  };
  sink.summary(summary);
  return summary;
}
