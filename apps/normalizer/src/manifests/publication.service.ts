import { setTimeout as pause } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { EVENT_PRODUCER, type EventProducer, LogUnavailableError, type OutgoingRecord } from '@watchpost/messaging';
import { crashPoint, LOGGER, type Logger } from '@watchpost/platform';
import { Publication } from './publication.ts';

const PAUSE_MS = 500;

/** Sends what the manifests of a batch gave; one publication is on its way while the next one is gathered. */
@Injectable()
export class PublicationService {
  constructor(
    @Inject(EVENT_PRODUCER) private readonly producer: EventProducer,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  open(signal: AbortSignal): PublicationQueue {
    return new PublicationQueue((publication) => this.publish(publication, signal));
  }

  private async publish(publication: Publication, signal: AbortSignal): Promise<void> {
    await this.send(publication.lines, signal);
    if (publication.reports.length > 0) crashPoint('normalizer.after-lines-before-report');
    await this.send(publication.reports, signal);
    publication.acknowledge();
  }

  /** Waits for a broker that is away as long as it takes: what was read of a manifest stays in memory meanwhile. */
  private async send(records: readonly OutgoingRecord[], signal: AbortSignal): Promise<void> {
    while (records.length > 0) {
      try {
        return await this.producer.send(records);
      } catch (error) {
        if (!(error instanceof LogUnavailableError) || signal.aborted) throw error;
        this.logger.warn({ err: error, records: records.length }, 'the log is away; sending again');
        await pause(PAUSE_MS, undefined, { signal }).catch(() => undefined);
      }
    }
  }
}

/** At most one publication is on its way. */
export class PublicationQueue {
  current = new Publication();
  #underway: Promise<void> = Promise.resolve();

  constructor(private readonly publish: (publication: Publication) => Promise<void>) {}

  /** Sends the current publication where it is full, after the one before it. */
  async relieve(): Promise<void> {
    if (this.current.isFull) await this.#sendCurrent();
  }

  /** Resolves when everything is acknowledged. */
  async finish(): Promise<void> {
    await this.#sendCurrent();
    await this.#underway;
  }

  async #sendCurrent(): Promise<void> {
    await this.#underway;
    this.#underway = this.publish(this.current);
    // Its failure is heard by whoever waits for it next.
    this.#underway.catch(() => undefined);
    this.current = new Publication();
  }
}
