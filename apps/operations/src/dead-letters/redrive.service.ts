import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { type Clock, timeOrderedId } from '@watchpost/domain';
import { EVENT_PRODUCER, LOG_ADMIN, type EventProducer, type LogAdmin } from '@watchpost/messaging';
import { DATABASE, type Database, operationsStore, withTransaction } from '@watchpost/persistence';
import { CLOCK, LOGGER, type Logger } from '@watchpost/platform';
import { randomBytes } from 'node:crypto';
import { type z } from 'zod';
import { type Doing, whoOf } from '../audit/doing.ts';
import { type redriveRequest, type redriveResult } from './dead-letter.schema.ts';
import { DeadLettersService } from './dead-letters.service.ts';
import { letterIdOf, revived } from './parked-record.ts';
import { type Found, recordsOf } from './parked-records.ts';

type Letter = operationsStore.DeadLetterEntity;
type Request = z.output<typeof redriveRequest>;
type Result = z.input<typeof redriveResult>;

/** What was sent so far. */
interface Progress {
  readonly sent: Letter[];
  readonly gone: string[];
  /** Selected by a filter, and closed or sent by somebody else before their turn came. */
  leftOut: number;
}

type Sending = Omit<operationsStore.Redrive, 'state'>;

const LOOK_FOR_FATES_MS = 2_000;
/** Its own replica says every two seconds that a redrive goes on; another one that hears nothing for so long writes it off. */
const SILENT_MS = 30_000;

/**
 * Sends dead letters back to the topics they came from: bytes, key, headers and timestamp as they were. A slice is sent, then marked: who stops in
 * between sends it again the next time, which is harmless, since effects are once.
 */
@Injectable()
export class RedriveService implements OnApplicationBootstrap, OnModuleDestroy {
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> = Promise.resolve();
  readonly #background = new Set<Promise<void>>();
  readonly #sending = new Set<string>();
  #isStopping = false;

  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
    @Inject(LOG_ADMIN) private readonly admin: LogAdmin,
    @Inject(EVENT_PRODUCER) private readonly producer: EventProducer,
    private readonly letters: DeadLettersService,
  ) {}

  onApplicationBootstrap(): void {
    const look = () => this.settle().catch((err: unknown) => this.logger.warn({ err }, 'looking for fates failed'));
    this.#timer = setInterval(() => (this.#looking = this.#looking.then(look)), LOOK_FOR_FATES_MS).unref();
  }

  async onModuleDestroy(): Promise<void> {
    this.#isStopping = true;
    clearInterval(this.#timer);
    await Promise.all([this.#looking, ...this.#background]);
  }

  /** With a rate it answers at once and sends in the background. */
  async redrive(request: Request, doing: Doing): Promise<Result> {
    const filter = request.filter && { ...request.filter, state: 'waiting' as const };
    const { letters, unknown } = await this.letters.select({ ids: request.ids, filter }, request.limit);
    const at = this.clock.now();
    const sending: Sending = {
      id: timeOrderedId(at, randomBytes(10)),
      kind: 'redriven',
      at,
      who: whoOf(doing.principal),
      reason: request.reason ?? null,
      filter: request.filter ?? null,
      rate: request.rate ?? null,
      selected: letters.length,
    };
    const progress: Progress = { sent: [], gone: [], leftOut: 0 };
    const isPaced = request.rate !== undefined && !request.dryRun && letters.length > 0;
    if (request.dryRun) await this.#look(letters, progress);
    else if (letters.length > 0) {
      await withTransaction(this.database, (tx) => operationsStore.beginRedrive(tx, sending));
      const work = this.#sendAll(letters, sending, progress);
      if (isPaced) this.#inBackground(work);
      else await work;
    }
    const counted = isPaced ? letters : progress.sent;
    return {
      redriveId: request.dryRun ? null : sending.id,
      dryRun: request.dryRun,
      selected: letters.length,
      redriven: request.dryRun ? 0 : progress.sent.length,
      sending: isPaced,
      gone: [...progress.gone],
      leftOut: progress.leftOut,
      unknown,
      byTopic: [...Map.groupBy(counted, ({ originTopic }) => originTopic)].map(([topic, own]) => ({
        topic,
        count: own.length,
      })),
    };
  }

  /** Once: writes off what died with its replica, and closes what its service has read past without parking it anew. */
  async settle(): Promise<void> {
    if (this.#sending.size > 0) await operationsStore.beatRedrives(this.database, [...this.#sending]);
    await operationsStore.interruptRedrives(this.database, SILENT_MS);
    for (const { id, ends: noted, topics, services } of await operationsStore.unsettledRedrives(this.database)) {
      const ends = noted ?? (await this.#endsOf(topics));
      if (noted === null) await operationsStore.noteEnds(this.database, id, ends);
      const readers = Object.entries(ends).flatMap(([topic, partitions]) =>
        services.map((service) => ({ topic, partitions, service })),
      );
      for (const { topic, partitions, service } of readers) {
        const at = this.clock.now();
        if (await this.#hasReadPast(topic, partitions, service))
          await operationsStore.closeThoseReadPast(this.database, { id, topic, service }, at);
      }
    }
  }

  async #endsOf(topics: readonly string[]): Promise<operationsStore.TopicEnds> {
    const positions = await this.admin.positions(topics, null);
    return Object.groupBy(positions, ({ topic }) => topic) as operationsStore.TopicEnds;
  }

  async #hasReadPast(topic: string, ends: operationsStore.TopicEnds[string], service: string): Promise<boolean> {
    const positions = await this.admin.positions([topic], service);
    const committed = new Map(positions.map((each) => [each.partition, each.committed ?? 0]));
    return ends.every(({ partition, high }) => (committed.get(partition) ?? 0) >= high);
  }

  #inBackground(work: Promise<void>): void {
    const done = work
      .catch((err: unknown) => this.logger.error({ err }, 'a redrive ended before all was sent'))
      .finally(() => this.#background.delete(done));
    this.#background.add(done);
  }

  async #look(letters: readonly Letter[], progress: Progress): Promise<void> {
    for await (const slice of recordsOf(this.admin, letters)) {
      progress.gone.push(...slice.filter(({ record }) => record === null).map(({ letter }) => letterIdOf(letter)));
      progress.sent.push(...slice.filter(({ record }) => record !== null).map(({ letter }) => letter));
    }
  }

  async #sendAll(letters: readonly Letter[], sending: Sending, progress: Progress): Promise<void> {
    let state: 'sent' | 'interrupted' = 'interrupted';
    this.#sending.add(sending.id);
    try {
      for await (const slice of recordsOf(this.admin, letters)) {
        if (this.#isStopping) return;
        const absent = slice.filter(({ record }) => record === null).map(({ letter }) => letter);
        await this.#setAside(absent, sending.at);
        progress.gone.push(...absent.map(letterIdOf));
        await this.#sendPaced(
          slice.filter(({ record }) => record !== null),
          sending,
          progress,
        );
      }
      state = this.#isStopping ? 'interrupted' : 'sent';
    } finally {
      this.#sending.delete(sending.id);
      const topics = [...new Set(progress.sent.map(({ originTopic }) => originTopic))];
      const ends = await this.#endsOf(topics);
      await operationsStore.endRedrive(this.database, sending.id, { state, at: this.clock.now(), ends });
    }
  }

  async #sendPaced(slice: readonly Found[], sending: Sending, progress: Progress): Promise<void> {
    const { rate } = sending;
    // Ten times a second, so that no second gets its whole share at once.
    const piece = rate === null ? slice.length : Math.max(1, Math.floor(rate / 10));
    for (let from = 0; from < slice.length && !this.#isStopping; from += piece) {
      const part = slice.slice(from, from + piece);
      const sent = await this.#send(part, sending);
      progress.sent.push(...sent);
      progress.leftOut += part.length - sent.length;
      if (rate !== null) await new Promise((resolve) => setTimeout(resolve, (sent.length / rate) * 1000));
    }
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

  /**
   * Those that a filter selected are sent only while they wait, and are locked meanwhile: nobody closes what is on its way. Named ones are sent as they are.
   * @returns what was sent
   */
  async #send(slice: readonly Found[], sending: Sending): Promise<Letter[]> {
    return withTransaction(this.database, async (tx) => {
      const positions = slice.map(({ letter }) => letter.position);
      const due =
        sending.filter === null ? new Set(positions) : await operationsStore.lockWaitingLetters(tx, positions);
      const [own, others] = [
        slice.filter(({ letter }) => due.has(letter.position)),
        slice.filter(({ letter }) => !due.has(letter.position)),
      ];
      if (own.length > 0) {
        await this.producer.send(own.map(({ letter, record }) => revived(record!, letter.originTopic, sending.id)));
        await operationsStore.markRedriven(
          tx,
          own.map(({ letter }) => letter.position),
          sending,
        );
      }
      await operationsStore.appendAudit(tx, {
        at: this.clock.now(),
        who: sending.who,
        action: 'dead-letters.redriven',
        subject: `redrive:${sending.id}`,
        detail: {
          filter: sending.filter,
          reason: sending.reason,
          count: own.length,
          ids: own.map(({ letter }) => letterIdOf(letter)),
          ...(others.length > 0 && { leftOut: others.map(({ letter }) => letterIdOf(letter)) }),
        },
      });
      return own.map(({ letter }) => letter);
    });
  }
}
