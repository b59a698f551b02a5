import { setImmediate as turn } from 'node:timers/promises';
import { type Clock, type Finding } from '@watchpost/domain';
import { openByPartner, type ReadingSettings, type ReadLine, type Received } from '@watchpost/formats';

/** Bytes that are read at a stretch: between two of them requests are served. */
const STRETCH = 64 * 1024;

export interface LineBounds {
  /** Bytes from the start of the manifest that are looked through. */
  readonly bytes: number;
  readonly milliseconds: number;
}

export interface FoundLine {
  readonly kind: 'found';
  readonly line: ReadLine;
  /** Those of this line. */
  readonly findings: readonly Finding[];
  readonly format: string;
  /** Reader and its version, as `csv@1`. */
  readonly reader: string;
}

/** `absent`: the document has no such line; `too-far` and `too-slow`: it was not found within the bounds. */
export type LineAnswer = FoundLine | { readonly kind: 'absent' | 'too-far' | 'too-slow' };

/** Reads a manifest up to one of its lines, of which every value tells where it comes from. */
export async function readLine(
  raw: AsyncIterable<Uint8Array>,
  ordinal: number,
  { settings, received }: { readonly settings: ReadingSettings; readonly received: Omit<Received, 'fields'> },
  { bounds, clock }: { readonly bounds: LineBounds; readonly clock: Clock },
): Promise<LineAnswer> {
  const reading = new LineReading(ordinal);
  const session = openByPartner(settings, { ...received, fields: ordinal }, reading.sink);
  const found = (line: ReadLine): FoundLine => ({
    kind: 'found',
    line,
    findings: reading.findings,
    format: session.format ?? 'unknown',
    reader: session.reader ?? '',
  });
  const until = clock.now() + bounds.milliseconds;
  let left = bounds.bytes;
  for await (const stretch of stretches(raw)) {
    if (left <= 0) return { kind: 'too-far' };
    if (clock.now() > until) return { kind: 'too-slow' };
    session.push(stretch);
    left -= stretch.length;
    if (reading.line !== null) return found(reading.line);
    await turn();
  }
  session.end();
  return reading.line === null ? { kind: 'absent' } : found(reading.line);
}

async function* stretches(raw: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const chunk of raw)
    for (let at = 0; at < chunk.length; at += STRETCH) yield chunk.subarray(at, at + STRETCH);
}

/** Keeps one line, and what was found in it. */
class LineReading {
  line: ReadLine | null = null;
  readonly findings: Finding[] = [];
  readonly sink;

  constructor(ordinal: number) {
    this.sink = {
      line: (line: ReadLine): void => void (line.ordinal === ordinal && (this.line = line)),
      finding: (finding: Finding): void => void (finding.line === ordinal && this.findings.push(finding)),
      unit: (): void => undefined,
      message: (): void => undefined,
    };
  }
}
