import { Inject, Injectable } from '@nestjs/common';
import { type Codec, type SchemaIds, topicNamed, UndecodableError, writerIdOf } from '@watchpost/contracts';
import { isUuid } from '@watchpost/domain';
import { CODEC, LOG_ADMIN, type LogAdmin, type LogRecord, SCHEMA_IDS } from '@watchpost/messaging';
import { DATABASE, type Database, operationsStore } from '@watchpost/persistence';
import { ProblemError } from '@watchpost/platform';
import { type z } from 'zod';
import { type deadLetterDetail, viewOfLetter } from './dead-letter.schema.ts';
import { letterIdOf, placeOf } from './parked-record.ts';

const HEX_BYTES = 4096;

type Detail = z.input<typeof deadLetterDetail>;

/** What is parked, and what it looks like. */
@Injectable()
export class DeadLettersService {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(LOG_ADMIN) private readonly admin: LogAdmin,
    @Inject(CODEC) private readonly codec: Codec,
    @Inject(SCHEMA_IDS) private readonly ids: SchemaIds,
  ) {}

  list(
    filter: operationsStore.DeadLetterFilter,
    before: number | null,
    limit: number,
  ): Promise<operationsStore.DeadLetterEntity[]> {
    return operationsStore.listDeadLetters(this.database, filter, before, limit);
  }

  groups(filter: operationsStore.DeadLetterFilter, limit: number): Promise<operationsStore.DeadLetterGroup[]> {
    return operationsStore.groupDeadLetters(this.database, filter, limit);
  }

  keys(which: { readonly key?: string | undefined; readonly after: number; readonly limit: number }) {
    return operationsStore.parkedKeys(this.database, which);
  }

  /** @throws ProblemError 404 */
  async redriveReport(id: string): Promise<operationsStore.RedriveReport> {
    const [report] = isUuid(id) ? await operationsStore.redriveReports(this.database, { id, limit: 1 }) : [];
    if (!report) throw new ProblemError(404, 'redrive.unknown', `There is no redrive ${id}.`);
    return report;
  }

  /** @throws ProblemError 404 */
  async show(id: string): Promise<Detail> {
    const { letter, record } = await this.find(id);
    return { ...viewOfLetter(letter), record: record ? await this.#viewOfRecord(record, letter.originTopic) : null };
  }

  /** A letter with its record, null where the log no longer has that. @throws ProblemError 404 */
  async find(id: string): Promise<{ letter: operationsStore.DeadLetterEntity; record: LogRecord | null }> {
    const place = placeOf(id);
    const letter = place && (await operationsStore.findDeadLetter(this.database, place));
    if (!letter) throw new ProblemError(404, 'dead-letter.unknown', `There is no dead letter ${id}.`);
    const records = await this.admin.read(letter.topic, letter.partition, letter.offset, 1);
    return { letter, record: records.find(({ offset }) => offset === letter.offset) ?? null };
  }

  /** Ids as given, each found or not, in the order in which they were parked; or those that agree with the filter. */
  async select(
    which: {
      readonly ids?: readonly string[] | undefined;
      readonly filter?: operationsStore.DeadLetterFilter | undefined;
    },
    limit: number,
  ): Promise<{ letters: operationsStore.DeadLetterEntity[]; unknown: string[] }> {
    if (which.ids === undefined)
      return {
        letters: await operationsStore.selectDeadLetters(this.database, which.filter ?? {}, limit),
        unknown: [],
      };
    const places = which.ids.slice(0, limit).map((id) => ({ id, place: placeOf(id) }));
    const letters = await operationsStore.findDeadLetters(
      this.database,
      places.flatMap(({ place }) => place ?? []),
    );
    const known = new Set(letters.map(letterIdOf));
    return { letters, unknown: places.filter(({ id }) => !known.has(id)).map(({ id }) => id) };
  }

  async #viewOfRecord(record: LogRecord, originTopic: string): Promise<NonNullable<Detail['record']>> {
    const value = record.value ?? Buffer.alloc(0);
    return {
      key: record.key?.toString() ?? null,
      timestamp: new Date(record.timestamp).toISOString(),
      headers: { ...record.headers },
      base64: value.toString('base64'),
      writerSchema: await this.#writerSchemaOf(value),
      hex: value.subarray(0, HEX_BYTES).toString('hex'),
      truncated: value.length > HEX_BYTES,
      ...(await this.#decoded(value, originTopic)),
    };
  }

  async #writerSchemaOf(value: Buffer): Promise<NonNullable<Detail['record']>['writerSchema']> {
    const id = writerIdOf(value);
    if (id === null) return null;
    await this.codec.prepare([value]);
    const version = this.ids.all().find((each) => each.id === id);
    const known = this.ids.schemaOf(id) !== undefined;
    return { id, known, name: version?.schemaName ?? null, version: version?.version ?? null };
  }

  async #decoded(value: Buffer, originTopic: string): Promise<{ event: unknown; undecodable: string | null }> {
    const topic = topicNamed(originTopic);
    if (!topic) return { event: null, undecodable: `The catalogue has no topic ${originTopic}.` };
    try {
      await this.codec.prepare([value]);
      return { event: withTextForBytes(this.codec.decode(topic, value)), undecodable: null };
    } catch (error) {
      if (!(error instanceof UndecodableError)) throw error;
      return { event: null, undecodable: `${error.code}: ${error.message}` };
    }
  }
}

/** JSON has no bytes; a Buffer's own JSON is an array of numbers that nobody reads. */
function withTextForBytes(value: unknown): unknown {
  if (Buffer.isBuffer(value)) return value.toString('base64');
  if (Array.isArray(value)) return value.map(withTextForBytes);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withTextForBytes(inner)]));
}
