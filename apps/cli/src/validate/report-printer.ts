import { type Finding, type Place, type Quality, QualityTally } from '@watchpost/domain';
import {
  type DocumentSummary,
  findingToJson,
  messageToJson,
  type ReadMessage,
  summaryToJson,
  toJson,
  unitToJson,
} from '@watchpost/formats';
import type { InputSink } from '../reading/read-input.ts';
import { SeenBytes } from '../reading/seen-bytes.ts';
import { fieldRows } from './field-rows.ts';
import { print, printJson, table } from '../terminal/output.ts';

/** NDJSON in the shapes of the contract: shipments and tracking events, units, findings, messages, and a summary for each file. */
export const jsonPrinter = (file: string): InputSink => ({
  bytes: () => undefined,
  line: (line, format) => {
    const json = toJson(line, { file, format });
    if (json !== null) printJson(json);
  },
  finding: (finding, format) => printJson(findingToJson(finding, { file, format })),
  unit: (unit, format) => printJson(unitToJson(unit, { file, format })),
  message: (message, format) => printJson(messageToJson(message, { file, format })),
  summary: (summary) => printJson(summaryToJson(summary, file)),
});

export interface TextView {
  /** Of a line alone nothing is said of the document's quality. */
  readonly extent: 'document' | 'line';
  readonly fields: 'told' | 'left out';
}

/** For people: each finding with its place and what stands there, what messages without lines say, and what became of the file. */
export function textPrinter(file: string, { extent, fields }: TextView): InputSink {
  const seen = new SeenBytes();
  const tally = new QualityTally();
  return {
    bytes: (chunk) => seen.add(chunk),
    line: (line) => {
      const rows = fields === 'told' ? fieldRows(line) : null;
      if (rows !== null)
        print(`${file}${position(line.place)}: line ${line.ordinal}\n${table(rows).replace(/^/gm, '    ')}`);
    },
    finding: (finding) => {
      tally.add(finding);
      print(findingText(file, finding));
      const excerpt = finding.place === null ? null : seen.excerpt(finding.place.offset);
      if (excerpt !== null) print(excerpt.replace(/^/gm, '    '));
    },
    unit: () => undefined,
    message: (message) => {
      if (message.role === 'conveyance' || message.role === 'response') print(messageText(file, message));
    },
    summary: (summary) => {
      print(summaryText(file, summary));
      const quality = extent === 'line' ? null : qualityText(tally.quality(summary.lines));
      if (quality !== null) print(`${file}: ${quality}`);
    },
  };
}

/** Passes on what concerns one line, and what became of the file. */
export const ofLine = (ordinal: number, sink: InputSink): InputSink => ({
  bytes: (chunk) => sink.bytes(chunk),
  line: (line, format) => (line.ordinal === ordinal ? sink.line(line, format) : undefined),
  finding: (finding, format) => (finding.line === ordinal ? sink.finding(finding, format) : undefined),
  unit: () => undefined,
  message: () => undefined,
  summary: (summary) => sink.summary(summary),
});

/** `parcels.csv:7: error number.negative (line 6, row 7, column weight): The number may not be negative. Found "-3".` */
export function findingText(file: string, finding: Finding): string {
  const { severity, code, line, place, message, value, expected } = finding;
  const where = [line === null ? null : `line ${line}`, place?.path || null].filter((part) => part !== null).join(', ');
  const found = value === null ? '' : ` Found ${JSON.stringify(value)}.`;
  const wanted = expected === null ? '' : ` Expected ${expected}.`;
  return `${file}${position(place)}: ${severity} ${code}${where === '' ? '' : ` (${where})`}: ${message}${found}${wanted}`;
}

/** `answer.edi:2: response CONTRL D.4, reference 17, about 4711: action 7` */
export function messageText(file: string, { place, type, reference, role, answers, facts }: ReadMessage): string {
  const said = facts.map(({ name, value }) => `${name} ${value}`).join(', ');
  const number = reference === null ? '' : `, reference ${reference}`;
  const about = answers === null ? '' : `, about ${answers}`;
  return `${file}${position(place)}: ${role} ${type}${number}${about}${said === '' ? '' : `: ${said}`}`;
}

const position = (place: Place | null): string => {
  if (place === null) return '';
  return place.row === null ? ` at byte ${place.offset}` : `:${place.row}`;
};

export function summaryText(file: string, summary: DocumentSummary): string {
  const { format, confidence, lines, accepted, rejected, quarantined, findings } = summary;
  const held = quarantined === 0 ? '' : `, ${quarantined} of them for quarantine`;
  const sure = format === 'unknown' || confidence === 1 ? '' : `, ${Math.round(confidence * 100)} % sure`;
  const counts = `${lines} lines: ${accepted} accepted${held}, ${rejected} rejected`;
  return `${file}: ${format}${sure}; ${counts}; ${findings.error} errors, ${findings.warning} warnings, ${findings.info} notes`;
}

/** Codes that are named as what to mend first. */
const MENDS = 3;

/** `quality 93.2 of 100; mend first: code.hs-form (+4.1), field.missing (+2.7)`; null where it is as good as it can be, or nothing was read. */
export function qualityText({ score, raise }: Quality): string | null {
  if (score === null || raise.length === 0) return null;
  const mends = raise.slice(0, MENDS).map(({ code, lines, gain }) => `${code} (${lines} lines, +${gain})`);
  return `quality ${score} of 100; mend first: ${mends.join(', ')}`;
}
