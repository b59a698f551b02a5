import { Controller } from '@nestjs/common';
import { deadLetterTopicOf, type LetterClosed, type ManifestProcessed, topics } from '@watchpost/contracts';
import { type BatchOutcomes, EventPattern, type EventRecord, type LogRecord } from '@watchpost/messaging';
import { qualityStore } from '@watchpost/persistence';
import { AccountingService } from './accounting.service.ts';

/** Hears how every line of every manifest ended. */
@Controller()
export class AccountingController {
  constructor(
    private readonly accounting: AccountingService,
    private readonly quality: qualityStore.QualityKeeper,
  ) {}

  @EventPattern(topics.manifestsProcessed, { independent: true, maxBatchBytes: 4 * 1024 * 1024 })
  async processed(batch: readonly EventRecord<ManifestProcessed>[]): Promise<void> {
    await this.accounting.takeSlices(batch);
    await this.quality.take(batch.map(({ event }) => event));
  }

  /** Thousands a second: accounted by their headers, not decoded. Gathered a little longer, so that a manifest's lines come together. */
  @EventPattern(topics.shipmentsAssessed, { decode: false, independent: true, lingerMs: 100, maxBatchRecords: 5_000 })
  async assessed(batch: readonly LogRecord[]): Promise<BatchOutcomes> {
    return this.accounting.takeAssessed(batch);
  }

  @EventPattern(
    [
      deadLetterTopicOf(topics.manifestsReceived.name, 'normalizer'),
      deadLetterTopicOf(topics.shipmentsDeclared.name, 'scorer'),
    ],
    { decode: false },
  )
  async parked(batch: readonly LogRecord[]): Promise<void> {
    await this.accounting.takeDeadLetters(batch);
  }

  /** What was parked and will not be handled any more, since a later version of it went ahead. */
  @EventPattern(topics.lettersClosed)
  async closed(batch: readonly EventRecord<LetterClosed>[]): Promise<void> {
    await this.accounting.takeClosedLetters(batch.map(({ event }) => event));
  }
}
