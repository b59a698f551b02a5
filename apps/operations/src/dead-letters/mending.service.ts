import { Inject, Injectable } from '@nestjs/common';
import { type Codec, headers, topicNamed, topics, UndecodableError, UnencodableError } from '@watchpost/contracts';
import {
  type Clock,
  eventIdOf,
  lineIdOf,
  LIVE_RUN,
  mendedVersion,
  timeOrderedId,
  versionText,
} from '@watchpost/domain';
import { CODEC, type LogRecord } from '@watchpost/messaging';
import {
  appendToOutbox,
  DATABASE,
  type Database,
  operationsStore,
  OutboxRelay,
  withTransaction,
} from '@watchpost/persistence';
import { CLOCK, ProblemError } from '@watchpost/platform';
import { createHash, randomBytes } from 'node:crypto';
import { type z } from 'zod';
import { type Doing, whoOf } from '../audit/doing.ts';
import { ClosingsService } from './closings.service.ts';
import { type discardRequest, type discardResult, type mendRequest, type mendResult } from './dead-letter.schema.ts';
import { DeadLettersService } from './dead-letters.service.ts';
import { differences } from './differences.ts';
import { letterIdOf, revived } from './parked-record.ts';

type Event = Record<string, unknown>;

/** What an operator may not change: who said it, about what, where it came from. */
const identity: readonly string[] = [
  'lineId',
  'manifestId',
  'ordinal',
  'partner',
  'testMode',
  'shipmentId',
  'version',
  'receivedAt',
];

/** What operators do to dead letters other than sending them back as they are. */
@Injectable()
export class MendingService {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(CODEC) private readonly codec: Codec,
    private readonly letters: DeadLettersService,
    private readonly closings: ClosingsService,
    private readonly relay: OutboxRelay,
  ) {}

  /**
   * Sends an edited event under a version that is newer than the one parked and older than whatever its partner stated later.
   * @throws ProblemError 404; 409 where the letter is closed, is being redriven or is no declared shipment; 422 where the event does not fit
   */
  async mend(id: string, request: z.output<typeof mendRequest>, doing: Doing): Promise<z.input<typeof mendResult>> {
    const { letter, record } = await this.letters.find(id);
    if (letter.originTopic !== topics.shipmentsDeclared.name)
      throw new ProblemError(
        409,
        'dead-letter.not-mendable',
        'Only declared shipments can be mended; others can be redriven.',
      );
    const state = operationsStore.stateOfLetter(letter);
    if (state !== 'waiting') throw new ProblemError(409, 'dead-letter.closed', `This dead letter is ${state}.`);
    if (record === null) throw new ProblemError(409, 'dead-letter.gone', 'The log no longer has its record.');
    const before = await this.#decoded(record);
    const event = this.#checked(request.event, before, record);
    const changed = before === null ? null : differences(before, request.event);
    const { version } = event;
    const answer = { id, topic: letter.originTopic, changed, version: { ...version } };
    if (request.dryRun) return { ...answer, redriveId: null, dryRun: true };
    const value = this.codec.encode(topics.shipmentsDeclared, event);
    const at = this.clock.now();
    const redriveId = timeOrderedId(at, randomBytes(10));
    const who = whoOf(doing.principal);
    const { reason } = request;
    const outgoing = revived(record, letter.originTopic, redriveId);
    const eventId = eventIdOf('mended', event.lineId, versionText(version), LIVE_RUN);
    // One transaction with the message in the outbox: what stands on record as sent is what goes out, whatever dies in between.
    await withTransaction(this.database, async (tx) => {
      if (!(await operationsStore.lockWaitingLetter(tx, letter.position)))
        throw new ProblemError(409, 'dead-letter.closed', 'This dead letter does not wait any more.');
      const sending = {
        id: redriveId,
        kind: 'mended',
        at,
        who,
        reason,
        filter: null,
        rate: null,
        selected: 1,
      } as const;
      await operationsStore.beginRedrive(tx, sending);
      await operationsStore.markRedriven(tx, [letter.position], { id: redriveId, at });
      await operationsStore.endRedrive(tx, redriveId, { state: 'sent', at, ends: {} });
      await appendToOutbox(tx, [
        {
          id: eventId,
          aggregateType: 'shipment',
          aggregateId: event.shipmentId,
          type: topics.shipmentsDeclared.typeName,
          topic: topics.shipmentsDeclared.name,
          payload: value,
          headers: { ...outgoing.headers, [headers.id]: eventId, [headers.mended]: redriveId },
        },
      ]);
      await operationsStore.appendAudit(tx, {
        at,
        who,
        action: 'dead-letter.mended',
        subject: `dead-letter:${id}`,
        // What persons are called stands in the records, which the digests point at, and not in a log that is never cut.
        detail: { reason, redriveId, changed, version, before: digestOf(record.value), after: digestOf(value) },
      });
    });
    this.relay.nudge();
    return { ...answer, redriveId, dryRun: false };
  }

  /** Closes without sending. The lines stay DEAD for their senders. */
  async discard(request: z.output<typeof discardRequest>, doing: Doing): Promise<z.input<typeof discardResult>> {
    const filter = request.filter && { ...request.filter, state: 'open' as const };
    const { letters, unknown } = await this.letters.select({ ids: request.ids, filter }, request.limit);
    const { dryRun, reason } = request;
    if (dryRun || letters.length === 0) return { dryRun, selected: letters.length, discarded: 0, unknown };
    const at = this.clock.now();
    const who = whoOf(doing.principal);
    const discarded = await withTransaction(this.database, async (tx) => {
      const closings = letters.map(({ position }) => ({ position, as: 'discarded' as const, outcome: null, by: who }));
      const closed = await operationsStore.closeLetters(tx, closings, at);
      const own = letters.filter(({ position }) => closed.has(position));
      await this.closings.tellClosed(
        tx,
        own.map((letter) => ({ letter, by: null, as: 'DISCARDED' as const })),
        at,
      );
      const detail = { reason, filter: request.filter ?? null, count: own.length, ids: own.map(letterIdOf) };
      await operationsStore.appendAudit(tx, {
        at,
        who,
        action: 'dead-letters.discarded',
        subject: 'dead-letters',
        detail,
      });
      return own.length;
    });
    this.relay.nudge();
    return { dryRun, selected: letters.length, discarded, unknown };
  }

  async #decoded({ value }: LogRecord): Promise<Event | null> {
    if (value === null) return null;
    try {
      await this.codec.prepare([value]);
      return this.codec.decode(topics.shipmentsDeclared, value) as unknown as Event;
    } catch (error) {
      if (error instanceof UndecodableError) return null;
      throw error;
    }
  }

  /** The event as it will be sent: it fits its schema, says nothing that the schema has no place for, and its ids are as they were. */
  #checked(event: Event, before: Event | null, record: LogRecord) {
    const stated = this.#fitting(event);
    const wrong =
      before === null ? againstHeaders(stated, record) : identity.filter((name) => differs(event[name], before[name]));
    if (wrong.length > 0)
      throw misfit(
        'mend.identity',
        'Who said it, about what, and where it came from cannot be mended.',
        wrong.map((name) => `/${name}`),
      );
    return { ...stated, version: mendedVersion(stated.version) };
  }

  #fitting(event: Event) {
    const topic = topicNamed(topics.shipmentsDeclared.name)! as unknown as typeof topics.shipmentsDeclared;
    try {
      const stated = this.codec.decode(topic, this.codec.encode(topic, event as never));
      const lost = differences(stated as unknown as Event, event);
      if (lost.length > 0) throw misfit('mend.unknown-field', 'The schema has no place for this.', lost);
      return stated;
    } catch (error) {
      if (!(error instanceof UnencodableError)) throw error;
      throw misfit('mend.schema', error.message, [error.path]);
    }
  }
}

const digestOf = (value: Buffer | null): string | null =>
  value === null ? null : createHash('sha256').update(value).digest('hex');

const differs = (a: unknown, b: unknown): boolean => differences({ at: a }, { at: b }).length > 0;

/** Of a record that cannot be decoded the headers say what it was about, and when its manifest was received. */
function againstHeaders(
  event: { lineId: string; manifestId: string; ordinal: number; partner: string; shipmentId: string },
  { headers: told }: LogRecord,
): string[] {
  const said: Record<string, string | undefined> = {
    manifestId: told[headers.manifest],
    ordinal: told[headers.ordinal],
    partner: told[headers.partner],
    shipmentId: told[headers.subject],
    lineId: lineIdOf(event.manifestId, event.ordinal),
    // Only test mode has a header: what does not say it is live, and what says it never becomes so.
    testMode: told[headers.testMode] ?? 'false',
    receivedAt: momentIn(told[headers.time]),
  };
  const stated: Record<string, unknown> = { ...event };
  return Object.keys(said).filter((name) => said[name] !== undefined && String(stated[name]) !== said[name]);
}

/** Epoch milliseconds as text; undefined where it names no moment. */
function momentIn(time: string | undefined): string | undefined {
  const moment = Date.parse(time ?? '');
  return Number.isNaN(moment) ? undefined : String(moment);
}

const misfit = (code: string, detail: string, pointers: readonly string[]): ProblemError =>
  new ProblemError(422, code, detail, { errors: pointers.map((pointer) => ({ pointer, detail })) });
