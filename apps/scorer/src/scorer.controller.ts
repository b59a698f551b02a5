import { Controller } from '@nestjs/common';
import { type RebuildRequested, type ShipmentDeclared, topics, type TrackingObserved } from '@watchpost/contracts';
import { type BatchContext, EventPattern, type EventRecord } from '@watchpost/messaging';
import { AssessingService } from './assessing/assessing.service.ts';
import { RebuildService } from './rebuild/rebuild.service.ts';
import { TrackingService } from './tracking/tracking.service.ts';

/** What the scorer hears. */
@Controller()
export class ScorerController {
  constructor(
    private readonly assessing: AssessingService,
    private readonly tracking: TrackingService,
    private readonly rebuilds: RebuildService,
  ) {}

  @EventPattern(topics.shipmentsDeclared, { independent: true })
  async shipmentsDeclared(records: readonly EventRecord<ShipmentDeclared>[], context: BatchContext): Promise<void> {
    await this.assessing.handle(records, () => context.isStale());
  }

  // A scan counts for what is declared later: it may wait for others.
  @EventPattern(topics.trackingObserved, { independent: true, lingerMs: 100 })
  async trackingObserved(records: readonly EventRecord<TrackingObserved>[]): Promise<void> {
    await this.tracking.handle(records.map(({ event }) => event));
  }

  @EventPattern(topics.rebuildsRequested)
  async rebuildsRequested(records: readonly EventRecord<RebuildRequested>[]): Promise<void> {
    const own = records.filter(({ event }) => event.service === 'scorer');
    for (const { event } of own) await this.rebuilds.take(event);
  }
}
