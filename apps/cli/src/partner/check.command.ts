import { createHash, type Hash } from 'node:crypto';
import { accessSync, constants } from 'node:fs';
import { charsetOf, type ReadLine } from '@watchpost/formats';
import { intakeAddress } from '../api/addresses.ts';
import { ApiError, callApi } from '../api/api-client.ts';
import { inputFiles } from '../reading/input-files.ts';
import { type InputSink, readInput, requireFormat } from '../reading/read-input.ts';
import { contentTypeOf, endingOf } from '../submit/submit.command.ts';
import { CommandError, exitCode } from '../terminal/exit-code.ts';
import { print, printJson } from '../terminal/output.ts';
import { jsonPrinter, textPrinter } from '../validate/report-printer.ts';
import { Admission, exitCodeOfRefusal } from './admission.ts';
import { type CheckedSettings, checkedSettings, fetchPartner, partnerIn } from './partner-settings.ts';
import { type Earlier, type Fate, type Verdict, verdictJson, verdictText } from './verdict.ts';

export interface CheckFlags {
  readonly partner?: string;
  readonly settings?: string;
  readonly format?: string;
  readonly maxBytes?: number;
  readonly url?: string;
  readonly json?: true;
}

/** What intake and the normalizer would do with files of a partner, by its settings; nothing is sent. */
export async function check(named: readonly string[], flags: CheckFlags): Promise<void> {
  requireFormat(flags.format);
  const files = inputFiles(named);
  for (const file of files) requireReadable(file);
  const settings = await settingsOf(flags);
  const admission = new Admission(settings, flags.maxBytes);
  const endings: number[] = [];
  for (const file of files) endings.push(tell(await verdictOn(file, settings, admission, flags), flags));
  process.exitCode = endingOf(endings);
}

function requireReadable(file: string): void {
  if (file === '-') return;
  try {
    accessSync(file, constants.R_OK);
  } catch (cause) {
    throw new CommandError(`${file} cannot be read (${(cause as Error).message}).`, exitCode.notFound, { cause });
  }
}

async function settingsOf({ partner, settings, url }: CheckFlags): Promise<CheckedSettings> {
  if (settings === undefined) {
    if (partner === undefined)
      throw new CommandError('Say whose settings: --partner, or --settings with a file of them.', exitCode.usage);
    return checkedSettings(await fetchPartner(url === undefined ? {} : { url }, partner), `of ${partner}`);
  }
  const known = checkedSettings(await partnerIn(settings), settings);
  if (partner === undefined || partner === known.partner) return known;
  throw new CommandError(`The settings ${settings} are those of ${known.partner}, not of ${partner}.`, exitCode.usage);
}

async function verdictOn(
  file: string,
  settings: CheckedSettings,
  admission: Admission,
  flags: CheckFlags,
): Promise<Verdict> {
  const { partner, testMode, table, costs } = settings;
  const contentType = contentTypeOf(file);
  const seen = new Seen(
    file,
    flags.json ? fatesAsJson(file) : textPrinter(file, { extent: 'document', fields: 'left out' }),
  );
  const format = flags.format ?? settings.formatHint;
  const charset = charsetOf(contentType);
  const reading = { partner, table, costs, ...(format !== null && { format }), ...(charset !== null && { charset }) };
  const summary = await readInput(file, reading, seen);
  const digest = seen.digest();
  const refusal = admission.admit(seen.size);
  const earlier = refusal === null ? await lookForEarlier(digest, settings, flags) : ({ kind: 'none' } as const);
  return {
    file,
    partner,
    testMode,
    contentType,
    bytes: seen.size,
    digest,
    refusal,
    earlier,
    summary,
    fates: seen.fates,
  };
}

/** Passes everything on, and notes size, digest and fates. */
class Seen implements InputSink {
  size = 0;
  readonly fates: Record<Fate, number> = { ASSESSED: 0, RECORDED: 0, QUARANTINED: 0, REJECTED: 0 };
  readonly unit: InputSink['unit'];
  readonly message: InputSink['message'];
  readonly finding: InputSink['finding'];
  readonly summary: InputSink['summary'];
  readonly #hash: Hash = createHash('sha256');

  constructor(
    readonly file: string,
    private readonly printer: InputSink,
  ) {
    this.unit = (unit, format) => printer.unit(unit, format);
    this.message = (message, format) => printer.message(message, format);
    this.finding = (finding, format) => printer.finding(finding, format);
    this.summary = (summary) => printer.summary(summary);
  }

  bytes(chunk: Buffer): void {
    this.size += chunk.length;
    this.#hash.update(chunk);
    this.printer.bytes(chunk);
  }

  line(line: ReadLine, format: string): void {
    this.fates[fateOf(line)] += 1;
    this.printer.line(line, format);
  }

  digest(): string {
    return this.#hash.digest('hex');
  }
}

function fateOf(line: ReadLine): Fate {
  if (line.kind === 'rejected') return 'REJECTED';
  if (line.kind === 'tracking') return 'RECORDED';
  if (line.quarantine !== null) return 'QUARANTINED';
  return line.shipment.function === 'cancel' ? 'RECORDED' : 'ASSESSED';
}

/** As `validate` prints it, but of each line its fate and not what it declares. */
const fatesAsJson = (file: string): InputSink => ({
  ...jsonPrinter(file),
  line: (line, format) => {
    const held = line.kind === 'shipment' ? line.quarantine : null;
    const code = line.kind === 'rejected' ? line.because.code : held?.code;
    const itemId = line.kind === 'shipment' ? line.shipment.itemId : line.itemId;
    printJson({
      type: 'line',
      file,
      format,
      line: line.ordinal,
      fate: fateOf(line),
      ...(itemId !== null && { itemId }),
      ...(code !== undefined && { code }),
    });
  },
});

/** Asks intake with the partner's key. Without one, or with intake away, the rest is still worth knowing. */
async function lookForEarlier(
  digest: string,
  { partner, testMode }: CheckedSettings,
  { settings }: CheckFlags,
): Promise<Earlier> {
  if (settings !== undefined) return { kind: 'not-asked', why: 'the settings are from a file' };
  try {
    const path = '/v1/manifests';
    const { items } = await callApi<{ items: readonly { manifestId: string; testMode: boolean }[] }>(
      intakeAddress({}, partner),
      { path, query: { digest } },
    );
    const same = items.find((manifest) => manifest.testMode === testMode);
    return same === undefined ? { kind: 'none' } : { kind: 'received', manifestId: same.manifestId };
  } catch (error) {
    if (error instanceof ApiError || error instanceof CommandError) return { kind: 'not-asked', why: error.message };
    throw error;
  }
}

/** @returns the exit code of this file */
function tell(verdict: Verdict, { json }: CheckFlags): number {
  if (json) printJson(verdictJson(verdict));
  else print(verdictText(verdict));
  if (verdict.refusal !== null) return exitCodeOfRefusal(verdict.refusal);
  const { findings, rejected } = verdict.summary;
  return findings.error > 0 || rejected > 0 ? exitCode.findings : exitCode.done;
}
