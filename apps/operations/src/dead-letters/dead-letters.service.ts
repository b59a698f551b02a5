import { Inject, Injectable } from '@nestjs/common';
import { type Codec, topicNamed, UndecodableError } from '@watchpost/contracts';
import { CODEC, LOG_ADMIN, type LogAdmin, type LogRecord } from '@watchpost/messaging';
import { DATABASE, type Database, operationsStore } from '@watchpost/persistence';
import { ProblemError } from '@watchpost/platform';
import { type z } from 'zod';
import { type deadLetterDetail, viewOfLetter } from './dead-letter.schema.ts';
import { placeOf } from './parked-record.ts';

const HEX_BYTES = 4096;

type Detail = z.input<typeof deadLetterDetail>;

/** What is parked, and what it looks like. */
@Injectable()
export class DeadLettersService {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(LOG_ADMIN) private readonly admin: LogAdmin,
    @Inject(CODEC) private readonly codec: Codec,
  ) {}

  list(
    filter: operationsStore.DeadLetterFilter,
    before: number | null,
    limit: number,
  ): Promise<operationsStore.DeadLetterEntity[]> {
    return operationsStore.listDeadLetters(this.database, filter, before, limit);
  }

  /** @throws ProblemError 404 */
  async show(id: string): Promise<Detail> {
    const place = placeOf(id);
    const letter = place && (await operationsStore.findDeadLetter(this.database, place));
    if (!letter) throw new ProblemError(404, 'dead-letter.unknown', `There is no dead letter ${id}.`);
    const records = await this.admin.read(letter.topic, letter.partition, letter.offset, 1);
    const record = records.find(({ offset }) => offset === letter.offset);
    return { ...viewOfLetter(letter), record: record ? await this.#viewOfRecord(record, letter.originTopic) : null };
  }

  async #viewOfRecord(record: LogRecord, originTopic: string): Promise<NonNullable<Detail['record']>> {
    const value = record.value ?? Buffer.alloc(0);
    return {
      key: record.key?.toString() ?? null,
      timestamp: new Date(record.timestamp).toISOString(),
      headers: { ...record.headers },
      hex: value.subarray(0, HEX_BYTES).toString('hex'),
      truncated: value.length > HEX_BYTES,
      ...(await this.#decoded(value, originTopic)),
    };
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
