import { Inject, Injectable } from '@nestjs/common';
import { type Clock } from '@watchpost/domain';
import { readingSettingsOf, toJson } from '@watchpost/formats';
import { DATABASE, type Database, intakeStore } from '@watchpost/persistence';
import { CLOCK, ProblemError } from '@watchpost/platform';
import { type IntakeConfig } from '../configuration.ts';
import { ReportsService } from '../reports/reports.service.ts';
import { INTAKE_CONFIG } from '../tokens.ts';
import { type FoundLine, type LineAnswer, readLine } from './line-reading.ts';
import { LineTurns } from './line-turns.ts';
import { type LineAgain } from './line.schema.ts';

/** Single lines of manifests, read again from their bytes by the settings that were in force when they came. */
@Injectable()
export class LinesService {
  readonly #turns: LineTurns;

  constructor(
    @Inject(DATABASE) private readonly database: Database,
    private readonly reports: ReportsService,
    @Inject(INTAKE_CONFIG) private readonly config: IntakeConfig,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {
    this.#turns = new LineTurns(config.WATCHPOST_LINE_READS);
  }

  /** @throws ProblemError 404, 422, 429 or 503 */
  async read(partner: string, manifestId: string, ordinal: number): Promise<LineAgain> {
    const manifest = await this.reports.manifest(partner, manifestId);
    if (manifest.lines !== null && ordinal > manifest.lines) throw unknownLine();
    const found = foundOrProblem(await this.#turns.take(partner, () => this.#read(manifest, ordinal)));
    const { format, reader, line, findings } = found;
    return {
      manifestId,
      ordinal,
      format,
      reader,
      recorded: await this.#recorded(manifestId, ordinal),
      line: toJson(line, { file: manifestId, format }) as LineAgain['line'],
      findings: [...findings],
    };
  }

  async #read(manifest: intakeStore.ManifestEntity, ordinal: number): Promise<LineAnswer> {
    const { partner, receivedAt, contentType, formatHint, readingId } = manifest;
    const readings = await intakeStore.readingsOf(this.database, [readingId]);
    const settings = readingSettingsOf(formatHint, readingId === null ? null : (readings.get(readingId) ?? null));
    const { WATCHPOST_LINE_READ_MAX_BYTES: bytes, WATCHPOST_LINE_READ_TIMEOUT_MS: milliseconds } = this.config;
    const bounds = { bytes, milliseconds };
    const received = { partner, receivedAt, contentType };
    return readLine(this.reports.raw(manifest), ordinal, { settings, received }, { bounds, clock: this.clock });
  }

  async #recorded(manifestId: string, ordinal: number): Promise<LineAgain['recorded']> {
    for await (const { report, lines } of this.reports.slices(manifestId, ordinal - 1)) {
      const [line] = lines;
      return line?.ordinal === ordinal ? { ...line, reader: report.reader } : null;
    }
    return null;
  }
}

function foundOrProblem(answer: LineAnswer): FoundLine {
  switch (answer.kind) {
    case 'found':
      return answer;
    case 'absent':
      throw unknownLine();
    case 'too-far':
      throw new ProblemError(422, 'line.too-far', 'The line stands too far behind the beginning to be read alone.');
    case 'too-slow':
      throw new ProblemError(503, 'line.too-slow', 'The line could not be read in time; try again.', {
        headers: { 'retry-after': '10' },
      });
  }
}

const unknownLine = (): ProblemError => new ProblemError(404, 'line.unknown', 'The manifest has no such line.');
