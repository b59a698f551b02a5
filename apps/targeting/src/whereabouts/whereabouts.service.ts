import { Inject, Injectable } from '@nestjs/common';
import { type TrackingObserved, type UnitObserved } from '@watchpost/contracts';
import { type Clock } from '@watchpost/domain';
import { DATABASE, type Database, targetingStore, unitsStore } from '@watchpost/persistence';
import { CLOCK } from '@watchpost/platform';
import { TargetingService } from '../alerts/targeting.service.ts';

/** Shipments that are looked at again in one transaction. */
const AT_ONCE = 1_000;

/**
 * Keeps what partners tell of units and where items and units were seen, and looks again at the items that it bears on. What is told is committed before
 * those items are looked for, and decisions that were being made meanwhile are waited for: none misses it.
 */
@Injectable()
export class WhereaboutsService {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly targeting: TargetingService,
  ) {}

  /** Scans of items, in any order and any number of times. */
  async scanned(scans: readonly TrackingObserved[]): Promise<void> {
    const serious = scans.filter(({ testMode }) => !testMode);
    if (serious.length === 0) return;
    const seen = unitsStore.gatherSeen(
      serious.map(({ shipmentId, event, at, place, partner }) => [shipmentId, { event, at, place, partner }]),
    );
    await unitsStore.noteScans(this.database, seen, this.clock.now());
    await this.#lookAgain([], [...seen.keys()]);
  }

  /** What documents say of units, in any order and any number of times. */
  async told(events: readonly UnitObserved[]): Promise<void> {
    const serious = events.filter(({ testMode }) => !testMode);
    if (serious.length === 0) return;
    const { views, seen } = await unitsStore.putObserved(this.database, serious, this.clock.now());
    const units = new Set([...views.map(({ unit }) => unit), ...seen.keys()]);
    const items = new Set(views.flatMap((view) => view.items.map(({ shipmentId }) => shipmentId)));
    await this.#lookAgain([...units], [...items]);
  }

  async #lookAgain(units: readonly string[], shipmentIds: readonly string[]): Promise<void> {
    await targetingStore.waitForDecisions(this.database);
    const concerned = await targetingStore.shipmentsConcerned(this.database, units, shipmentIds);
    for (let at = 0; at < concerned.length; at += AT_ONCE) {
      await this.targeting.lookAgain(concerned.slice(at, at + AT_ONCE));
    }
  }
}
