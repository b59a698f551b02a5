import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Finding } from '@watchpost/domain';
import {
  type DocumentOptions,
  type DocumentSummary,
  type ReadLine,
  type ReadMessage,
  type ReadUnit,
} from '../src/index.ts';
import { DocumentParts } from '../src/document-parts.ts';

export const options: DocumentOptions = {
  partner: 'post-a',
  receivedAt: Date.UTC(2026, 10, 20, 12),
  charset: null,
  format: null,
};

export interface Reading {
  readonly lines: readonly ReadLine[];
  readonly findings: readonly Finding[];
  readonly messages: readonly ReadMessage[];
  readonly units: readonly ReadUnit[];
  readonly summary: DocumentSummary;
}

/**
 * Reads bytes cut into chunks at the given positions.
 * @param headBytes what a format is recognised on: readers see no chunk that ends before
 */
export function readCut(
  bytes: Uint8Array,
  cuts: readonly number[],
  more: Partial<DocumentOptions> = {},
  headBytes?: number,
): Reading {
  const lines: ReadLine[] = [];
  const findings: Finding[] = [];
  const messages: ReadMessage[] = [];
  const units: ReadUnit[] = [];
  const sink = {
    line: (line: ReadLine) => lines.push(line),
    finding: (finding: Finding) => findings.push(finding),
    message: (message: ReadMessage) => messages.push(message),
    unit: (unit: ReadUnit) => units.push(unit),
  };
  const session = new DocumentParts({ ...options, ...more }, sink, headBytes);
  let from = 0;
  for (const cut of [...cuts, bytes.length]) {
    session.push(bytes.subarray(from, cut));
    from = cut;
  }
  return { summary: session.end(), lines, findings, messages, units };
}

export const read = (document: string | Uint8Array, more: Partial<DocumentOptions> = {}): Reading =>
  readCut(Buffer.from(document as Uint8Array), [], more);

export const codesOf = ({ findings }: Reading): readonly string[] => [...new Set(findings.map(({ code }) => code))];

const folder = join(import.meta.dirname, 'fixtures');

/** Every fixture: its name and bytes. */
export const fixtures: readonly (readonly [string, Buffer])[] = readdirSync(folder).flatMap((format) =>
  readdirSync(join(folder, format)).map(
    (name) => [`${format}/${name}`, readFileSync(join(folder, format, name))] as const,
  ),
);

const samplesFolder = join(import.meta.dirname, '../../../../shared/samples');

/** Real messages, where they are at hand: of formats that are read here and of others. */
export const samples: readonly (readonly [string, Buffer])[] = existsSync(samplesFolder)
  ? readdirSync(samplesFolder, { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.(xml|json|edi)$/.test(name))
      .map((name) => [name, readFileSync(join(samplesFolder, name))] as const)
  : [];
