import { openDocument } from '@watchpost/formats';
import { SaxesParser } from 'saxes';
import { ManifestStream, type SampleManifest } from '../../../apps/simulator/src/traffic/manifest-stream.ts';
import { type SamplePartner, samplePartners } from '../../../apps/simulator/src/traffic/sample-partner.ts';
import { LINES_A_MANIFEST } from '../load/manifest-supply.ts';
import { cheapestOf } from './cpu-time.ts';
import { houseManifest } from './house-manifest.ts';

/** What reading one format costs on one core, from bytes to canonical lines with their findings. */
export interface ReaderSpeed {
  /** CPU of a line. */
  readonly microsALine: number;
  /** Million bytes for a second of CPU. */
  readonly megabytesASecond: number;
  /** Of XML: the speed as a part of that of saxes alone, which tells every tag and text of the same bytes to nobody; in the same run. */
  readonly ofSaxes?: number;
}

interface Corpus {
  readonly partner: string;
  readonly lines: number;
  readonly documents: readonly Buffer[];
}

const LINES = 4_000;
/** Bytes come in pieces, as they come from the log. */
const CHUNK = 64 * 1024;
const RECEIVED_AT = Date.UTC(2026, 4, 4);

/** Every format of the traffic, and the house manifest of Cargo-XML beside it. */
export function measureReaders(): Readonly<Record<string, ReaderSpeed>> {
  const ofTraffic = samplePartners.map((partner) => [partner.writer.kind, corpusOf(partner)] as const);
  const houses: Corpus = { partner: 'bench', lines: LINES, documents: [Buffer.from(houseManifest(LINES))] };
  const corpora = [...ofTraffic, ['cargo-xml-xfhl', houses] as const];
  return Object.fromEntries(corpora.map(([kind, corpus]) => [kind, speedOf(corpus)]));
}

function corpusOf(partner: SamplePartner): Corpus {
  const stream = new ManifestStream(partner, { seed: 'readers', lines: LINES_A_MANIFEST });
  const made: SampleManifest[] = [];
  let lines = 0;
  for (; lines < LINES; lines += made.at(-1)!.lines) made.push(stream.next(RECEIVED_AT));
  return { partner: partner.partner, lines, documents: made.map(({ text }) => Buffer.from(text)) };
}

function speedOf({ partner, lines, documents }: Corpus): ReaderSpeed {
  const bytes = documents.reduce((sum, { length }) => sum + length, 0);
  const micros = cheapestOf(() => documents.forEach((document) => read(document, partner)));
  const speed = { microsALine: round(micros / lines, 2), megabytesASecond: round(bytes / micros, 1) };
  if (documents[0]![0] !== '<'.charCodeAt(0)) return speed;
  return { ...speed, ofSaxes: round(cheapestOf(() => documents.forEach(tellTags)) / micros, 2) };
}

function read(document: Buffer, partner: string): void {
  const nobody = { line: () => undefined, finding: () => undefined, unit: () => undefined, message: () => undefined };
  const session = openDocument({ partner, receivedAt: RECEIVED_AT, charset: null, format: null }, nobody);
  for (const chunk of chunksOf(document)) session.push(chunk);
  session.end();
}

function tellTags(document: Buffer): void {
  const decoder = new TextDecoder();
  const parser = new SaxesParser({ xmlns: true });
  for (const event of ['opentag', 'closetag', 'text'] as const) parser.on(event, () => undefined);
  for (const chunk of chunksOf(document)) parser.write(decoder.decode(chunk, { stream: true }));
  parser.close();
}

function* chunksOf(document: Buffer): Iterable<Buffer> {
  for (let at = 0; at < document.length; at += CHUNK) yield document.subarray(at, at + CHUNK);
}

const round = (value: number, digits: number): number => Number(value.toFixed(digits));
