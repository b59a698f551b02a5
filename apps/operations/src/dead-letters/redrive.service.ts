import { Inject, Injectable } from '@nestjs/common';
import { type Clock, timeOrderedId } from '@watchpost/domain';
import { EVENT_PRODUCER, LOG_ADMIN, type EventProducer, type LogAdmin } from '@watchpost/messaging';
import { DATABASE, type Database, operationsStore, withTransaction } from '@watchpost/persistence';
import { CLOCK } from '@watchpost/platform';
import { randomBytes } from 'node:crypto';
import { type z } from 'zod';
import { type Doing, whoOf } from '../audit/doing.ts';
import { type redriveRequest, type redriveResult } from './dead-letter.schema.ts';
import { letterIdOf, placeOf, revived } from './parked-record.ts';
import { type Found, recordsOf } from './parked-records.ts';

type Letter = operationsStore.DeadLetterEntity;
type Request = z.output<typeof redriveRequest>;
type Result = z.input<typeof redriveResult>;

interface Selection {
  readonly letters: readonly Letter[];
  readonly unknown: readonly string[];
}

/**
 * Sends dead letters back to the topics they came from: bytes, key, headers and timestamp as they were. A slice is sent, then marked: who stops in
 * between sends it again the next time, which is harmless, since effects are once.
 */
@Injectable()
export class RedriveService {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOG_ADMIN) private readonly admin: LogAdmin,
    @Inject(EVENT_PRODUCER) private readonly producer: EventProducer,
  ) {}

  async redrive(request: Request, doing: Doing): Promise<Result> {
    const { letters, unknown } = await this.#select(request);
    const redrive = { id: timeOrderedId(this.clock.now(), randomBytes(10)), at: this.clock.now() };
    const sent: Letter[] = [];
    const gone: string[] = [];
    for await (const slice of recordsOf(this.admin, letters)) {
      const absent = slice.filter(({ record }) => record === null).map(({ letter }) => letter);
      const present = slice.filter(({ record }) => record !== null);
      if (!request.dryRun) {
        await this.#setAside(absent, redrive.at);
        await this.#send(present, redrive, request, doing);
      }
      gone.push(...absent.map(letterIdOf));
      sent.push(...present.map(({ letter }) => letter));
    }
    return {
      redriveId: request.dryRun ? null : redrive.id,
      dryRun: request.dryRun,
      selected: letters.length,
      redriven: request.dryRun ? 0 : sent.length,
      gone,
      unknown: [...unknown],
      byTopic: [...Map.groupBy(sent, ({ originTopic }) => originTopic)].map(([topic, own]) => ({
        topic,
        count: own.length,
      })),
    };
  }

  /** What can never be sent must not stand in the way of what can, the next time. */
  async #setAside(letters: readonly Letter[], at: number): Promise<void> {
    if (letters.length === 0) return;
    await operationsStore.markGone(
      this.database,
      letters.map(({ position }) => position),
      at,
    );
  }

  async #send(
    slice: readonly Found[],
    redrive: { readonly id: string; readonly at: number },
    request: Request,
    doing: Doing,
  ): Promise<void> {
    if (slice.length === 0) return;
    await this.producer.send(slice.map(({ letter, record }) => revived(record!, letter.originTopic, redrive.id)));
    await withTransaction(this.database, async (tx) => {
      await operationsStore.markRedriven(
        tx,
        slice.map(({ letter }) => letter.position),
        redrive,
      );
      await operationsStore.appendAudit(tx, {
        at: this.clock.now(),
        who: whoOf(doing.principal),
        action: 'dead-letters.redriven',
        subject: `redrive:${redrive.id}`,
        detail: {
          filter: request.filter ?? null,
          count: slice.length,
          ids: slice.map(({ letter }) => letterIdOf(letter)),
        },
      });
    });
  }

  async #select(request: Request): Promise<Selection> {
    if (request.ids === undefined) {
      const filter = { ...request.filter, state: 'waiting' as const };
      return { letters: await operationsStore.selectDeadLetters(this.database, filter, request.limit), unknown: [] };
    }
    const places = request.ids.slice(0, request.limit).map((id) => ({ id, place: placeOf(id) }));
    const letters = await operationsStore.findDeadLetters(
      this.database,
      places.flatMap(({ place }) => place ?? []),
    );
    const known = new Set(letters.map(letterIdOf));
    return { letters, unknown: places.filter(({ id }) => !known.has(id)).map(({ id }) => id) };
  }
}
