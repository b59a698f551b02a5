import { Controller, Inject } from '@nestjs/common';
import {
  type AlertProgressed,
  type Codec,
  headers,
  type InspectionReported,
  type PortChanged,
  type ShipmentAssessed,
  topics,
  type TrackingObserved,
  UndecodableError,
  type UnitObserved,
} from '@watchpost/contracts';
import { type Clock, LIVE_RUN } from '@watchpost/domain';
import {
  type BatchOutcomes,
  CODEC,
  EventPattern,
  type EventRecord,
  type LogRecord,
  type RecordOutcome,
} from '@watchpost/messaging';
import { DATABASE, type Database, targetingStore } from '@watchpost/persistence';
import { CLOCK } from '@watchpost/platform';
import { TargetingService } from './alerts/targeting.service.ts';
import { viewOf } from './alerts/view-of.ts';
import { TARGETING_CONFIG, type TargetingConfig } from './configuration.ts';
import { PortsService } from './ports/ports.service.ts';
import { ProgressService } from './progress/progress.service.ts';
import { glanceAt, shipmentOf } from './selection/candidates.ts';
import { RandomShare } from './selection/random-share.ts';
import { WhereaboutsService } from './whereabouts/whereabouts.service.ts';

/** What targeting hears. */
@Controller()
export class TargetingController {
  readonly #share: RandomShare;

  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(CODEC) private readonly codec: Codec,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(TARGETING_CONFIG) config: Pick<TargetingConfig, 'TARGETING_RANDOM_SEED' | 'TARGETING_RANDOM_SHARE'>,
    private readonly targeting: TargetingService,
    private readonly whereabouts: WhereaboutsService,
    private readonly progress: ProgressService,
    private readonly ports: PortsService,
  ) {
    this.#share = new RandomShare(config.TARGETING_RANDOM_SEED, config.TARGETING_RANDOM_SHARE);
  }

  /**
   * Thousands a second, of which a few matter: what calls for nothing by its headers is decoded only where its shipment is known, and that is asked in
   * one statement a batch.
   */
  @EventPattern(topics.shipmentsAssessed, { decode: false, independent: true, lingerMs: 20 })
  async shipmentsAssessed(records: readonly LogRecord[]): Promise<BatchOutcomes> {
    const glances = records.map((record) => glanceAt(record, this.#share));
    const asked = records.filter((_, at) => glances[at] === 'if-known').map(shipmentOf);
    const known = asked.length === 0 ? new Set<string>() : await targetingStore.knownShipments(this.database, asked);
    // What calls for nothing may take back what the same batch calls for.
    const called = new Set(records.filter((_, at) => glances[at] === 'look').map(shipmentOf));
    const isKnown = (record: LogRecord): boolean => known.has(shipmentOf(record)) || called.has(shipmentOf(record));
    const wanted = records.filter(
      (record, at) => glances[at] === 'look' || (glances[at] === 'if-known' && isKnown(record)),
    );
    if (wanted.length === 0) return undefined;
    await this.codec.prepare(wanted.map(({ value }) => value));
    const dead = new Map<LogRecord, RecordOutcome>();
    const views = wanted.flatMap((record) => this.#viewsOf(record, dead));
    await this.targeting.take(views);
    return dead.size === 0 ? undefined : records.map((record) => dead.get(record));
  }

  @EventPattern(topics.trackingObserved, { independent: true, lingerMs: 100 })
  async trackingObserved(batch: readonly EventRecord<TrackingObserved>[]): Promise<void> {
    await this.whereabouts.scanned(batch.map(({ event }) => event));
  }

  @EventPattern(topics.unitsObserved, { independent: true, lingerMs: 100 })
  async unitsObserved(batch: readonly EventRecord<UnitObserved>[]): Promise<void> {
    await this.whereabouts.told(batch.map(({ event }) => event));
  }

  @EventPattern(topics.alertsProgressed)
  async alertsProgressed(batch: readonly EventRecord<AlertProgressed>[]): Promise<void> {
    await this.progress.steps(batch.map(({ event }) => event));
  }

  @EventPattern(topics.inspectionsReported)
  async inspectionsReported(batch: readonly EventRecord<InspectionReported>[]): Promise<void> {
    await this.progress.inspections(batch.map(({ event }) => event));
  }

  @EventPattern(topics.portsChanged)
  async portsChanged(batch: readonly EventRecord<PortChanged>[]): Promise<void> {
    await this.ports.put(batch.map(({ event }) => event));
  }

  #viewsOf(record: LogRecord, dead: Map<LogRecord, RecordOutcome>) {
    try {
      const event: ShipmentAssessed = this.codec.decode(topics.shipmentsAssessed, record.value!);
      // A replay's decisions are compared with those made live; they stop nothing.
      if (event.run !== LIVE_RUN || event.declared.testMode || event.outcome === 'SUPERSEDED') return [];
      return [viewOf(event, this.#share, this.clock.now(), record.headers[headers.traceparent] ?? null)];
    } catch (error) {
      if (!(error instanceof UndecodableError)) throw error;
      dead.set(record, { kind: 'dead', code: error.code, reason: error.message, stage: 'decode' });
      return [];
    }
  }
}
