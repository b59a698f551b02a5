import { Controller, Inject } from '@nestjs/common';
import {
  type AlertIssued,
  type AlertProgressed,
  type InspectionReported,
  type ManifestProcessed,
  topics,
} from '@watchpost/contracts';
import { EventPattern, type EventRecord, type LogRecord } from '@watchpost/messaging';
import { DATABASE, type Database, operationsStore, qualityStore } from '@watchpost/persistence';
import { ClosingsService } from '../dead-letters/closings.service.ts';
import { alertFactOf, inspectionFactOf, stepFactOf } from '../effectiveness/facts.ts';
import { linkOf } from '../links/link-of.ts';
import {
  countsOfAssessed,
  countsOfInspection,
  countsOfIssued,
  countsOfProcessed,
  countsOfProgressed,
} from './flow-counts.ts';

/** Counts are looked at by people: few large batches, each a transaction, are soon enough. */
const GATHER_MS = 250;

/**
 * What passes by, counted and noted. Each topic is read by a consumer of its own: shipments by the thousand must not hold up the few alerts, whose
 * counts people watch.
 */
@Controller()
export class ProjectionsController {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    private readonly closings: ClosingsService,
    private readonly quality: qualityStore.QualityKeeper,
  ) {}

  @EventPattern(topics.manifestsProcessed, { independent: true, lingerMs: GATHER_MS })
  async manifestsProcessed(batch: readonly EventRecord<ManifestProcessed>[]): Promise<void> {
    await this.quality.take(batch.map(({ event }) => event));
    await this.#count(batch, ({ event }) => countsOfProcessed(event));
  }

  /** Thousands a second: counted by their headers, never decoded. */
  @EventPattern(topics.shipmentsAssessed, {
    decode: false,
    independent: true,
    lingerMs: GATHER_MS,
    maxBatchRecords: 5_000,
  })
  async shipmentsAssessed(batch: readonly LogRecord[]): Promise<void> {
    await this.#count(batch, countsOfAssessed);
    await this.closings.heard(batch);
  }

  @EventPattern(topics.alertsIssued)
  async alertsIssued(batch: readonly EventRecord<AlertIssued>[]): Promise<void> {
    await operationsStore.noteAlerts(
      this.database,
      batch.map(({ event }) => alertFactOf(event)),
    );
    await operationsStore.noteAlertLinks(
      this.database,
      batch.map(({ event }) => linkOf(event)),
    );
    await this.#count(batch, ({ event }) => countsOfIssued(event));
  }

  @EventPattern(topics.alertsProgressed)
  async alertsProgressed(batch: readonly EventRecord<AlertProgressed>[]): Promise<void> {
    await operationsStore.noteSteps(
      this.database,
      batch.map(({ event }) => stepFactOf(event)),
    );
    await this.#count(batch, ({ event }) => countsOfProgressed(event));
  }

  @EventPattern(topics.inspectionsReported)
  async inspectionsReported(batch: readonly EventRecord<InspectionReported>[]): Promise<void> {
    await operationsStore.noteInspections(
      this.database,
      batch.map(({ event }) => inspectionFactOf(event)),
    );
    await this.#count(batch, ({ event }) => countsOfInspection(event));
  }

  async #count<Item extends LogRecord>(
    batch: readonly Item[],
    countsOf: (record: Item) => operationsStore.FlowCount[],
  ): Promise<void> {
    const [first] = batch;
    if (first === undefined) return;
    const records = batch.map((record) => ({
      partition: record.partition,
      offset: record.offset,
      timestamp: record.timestamp,
      counts: countsOf(record),
    }));
    await operationsStore.countOnce(this.database, first.topic, records);
  }
}
