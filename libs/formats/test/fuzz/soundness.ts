import type { Place } from '@watchpost/domain';
import { defaultLimits, type DocumentOptions, findingCatalogue } from '../../src/index.ts';
import { readCut, type Reading } from '../reading.ts';

/** Characters that a finding repeats of a value and of a path. */
const VALUE_LENGTH = 120;
const PATH_LENGTH = 500;
/** Bytes that a format is recognised on: chunks show in what comes behind them. */
const HEADS = [100, 1_000];

/** What is wrong with how a document was read, whatever its bytes are; null where nothing is. */
export function unsoundness(
  bytes: Buffer,
  cuts: readonly number[],
  more: Partial<DocumentOptions> = {},
): string | null {
  let whole: Reading;
  try {
    whole = readCut(bytes, [], more);
  } catch (error) {
    return `it throws: ${error instanceof Error ? error.stack : String(error)}`;
  }
  const fault = faultOf(whole, bytes.length, more);
  if (fault !== null) return fault;
  if (cuts.length === 0) return null;
  for (const headBytes of HEADS) {
    const [together, apart] = [readCut(bytes, [], more, headBytes), readCut(bytes, cuts, more, headBytes)];
    const difference = differenceOf(JSON.stringify(together), JSON.stringify(apart), cuts);
    if (difference !== null) return `${difference} (recognised on ${headBytes} bytes)`;
  }
  return null;
}

function differenceOf(whole: string, apart: string, cuts: readonly number[]): string | null {
  if (whole === apart) return null;
  let at = 0;
  while (whole[at] === apart[at]) at += 1;
  const from = Math.max(0, at - 80);
  return `cut at ${cuts.slice(0, 12).join(', ')} it is read otherwise: ${apart.slice(from, at + 80)} instead of ${whole.slice(from, at + 80)}`;
}

/** What holds of any reading. */
export function faultOf(
  { lines, findings, messages, units, summary }: Reading,
  size: number,
  { limits = defaultLimits }: Partial<DocumentOptions> = {},
): string | null {
  const kinds = { rejected: 0, shipment: 0, tracking: 0 };
  const count = { error: 0, warning: 0, info: 0 };
  for (const [at, line] of lines.entries()) {
    kinds[line.kind] += 1;
    if (line.ordinal !== at + 1) return `line ${at + 1} has the ordinal ${line.ordinal}`;
    const place = placeFault(line.place, size);
    if (place !== null) return `line ${line.ordinal} stands ${place}`;
    if (line.kind === 'rejected' && (line.because.severity !== 'error' || line.because.line !== line.ordinal))
      return `line ${line.ordinal} is rejected because of ${line.because.code}, which is no error of it`;
  }
  for (const { code, severity, line, place, value, expected } of findings) {
    count[severity] += 1;
    if (!Object.hasOwn(findingCatalogue, code)) return `${code} is in no catalogue`;
    const fault = place && placeFault(place, size);
    if (fault) return `${code} stands ${fault}`;
    if (line !== null && (line < 1 || line > lines.length)) return `${code} is of line ${line}, which there is none of`;
    if ((value?.length ?? 0) > VALUE_LENGTH || (expected?.length ?? 0) > VALUE_LENGTH)
      return `${code} repeats too much`;
  }
  for (const { place, type, facts } of messages) {
    for (const site of [place, ...facts.map((fact) => fact.place)]) {
      const fault = placeFault(site, size);
      if (fault !== null) return `message ${type} stands ${fault}`;
    }
  }
  for (const [at, { ordinal, place }] of units.entries()) {
    const fault = placeFault(place, size);
    if (fault !== null || ordinal !== at + 1) return `unit ${ordinal}, the ${at + 1}th, stands ${fault}`;
  }
  const accepted = kinds.shipment + kinds.tracking;
  if (summary.lines !== lines.length || summary.accepted !== accepted || summary.rejected !== kinds.rejected)
    return `${lines.length} lines, ${accepted} accepted, ${kinds.rejected} rejected are summed up as ${JSON.stringify(summary)}`;
  if (summary.messages !== messages.length) return `${messages.length} messages are summed up as ${summary.messages}`;
  if (findings.length > limits.findings + 1) return `${findings.length} findings are told`;
  const isCounted = Object.entries(count).every(
    ([severity, told]) => summary.findings[severity as keyof typeof count] >= told,
  );
  if (!isCounted) return `findings are summed up as ${JSON.stringify(summary.findings)}`;
  const carriesLines =
    messages.length === 0 || messages.some(({ role }) => role === 'declaration' || role === 'tracking');
  if (lines.length === 0 && carriesLines && summary.findings.error === 0)
    return 'nothing is read, and nothing said of it';
  return lines.length > limits.lines ? `${lines.length} lines are read` : null;
}

function placeFault({ offset, row, segment, path }: Place, size: number): string | null {
  if (!Number.isInteger(offset) || offset < 0 || offset > size) return `at ${offset} of ${size} bytes`;
  // Every row that is counted took a line break.
  if (row !== null && (!Number.isInteger(row) || row < 1 || row > size + 1)) return `in row ${row} of ${size} bytes`;
  if ((segment?.length ?? 0) > VALUE_LENGTH || (path?.length ?? 0) > PATH_LENGTH) return `at too long a path, ${path}`;
  return null;
}
