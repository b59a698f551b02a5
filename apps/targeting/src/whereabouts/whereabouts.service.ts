import { Inject, Injectable } from '@nestjs/common';
import { type TrackingObserved, type UnitObserved } from '@watchpost/contracts';
import { type Clock, unitKey, type UnitKind } from '@watchpost/domain';
import { DATABASE, type Database, targetingStore, unitsStore } from '@watchpost/persistence';
import { CLOCK } from '@watchpost/platform';
import { TargetingService } from '../alerts/targeting.service.ts';
import { gatherSeen } from './seen.ts';

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
    const seen = gatherSeen(
      serious.map(({ shipmentId, event, at, place, partner }) => [shipmentId, { event, at, place, partner }]),
    );
    await unitsStore.noteScans(this.database, seen, this.clock.now());
    await this.#lookAgain([], [...seen.keys()]);
  }

  /** What documents say of units, in any order and any number of times. */
  async told(events: readonly UnitObserved[]): Promise<void> {
    const serious = events.filter(({ testMode }) => !testMode);
    if (serious.length === 0) return;
    const views = serious.filter(saysOfUnit).map(viewOfUnit);
    const seen = gatherSeen(
      serious.flatMap(({ unit, scan, partner }) =>
        scan === null ? [] : [[keyOf(unit), { ...scan, partner }] as const],
      ),
    );
    await unitsStore.putUnitViews(this.database, views, this.clock.now());
    await unitsStore.noteScans(this.database, seen, this.clock.now());
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

/** A scan alone says nothing of the unit that another document said more of. */
const saysOfUnit = ({ function: stated, within, items, conveyance, portOfArrival, scan }: UnitObserved): boolean =>
  scan === null ||
  stated === 'cancel' ||
  within.length + items.length > 0 ||
  conveyance !== null ||
  portOfArrival !== null;

const viewOfUnit = (event: UnitObserved): unitsStore.UnitViewRow => ({
  unit: keyOf(event.unit),
  partner: event.partner,
  document: event.document,
  ...event.version,
  cancelled: event.function === 'cancel',
  within: event.within.map(keyOf),
  items: event.items,
  content: {
    manifestId: event.manifestId,
    conveyance: event.conveyance,
    portOfArrival: event.portOfArrival,
  },
});

const keyOf = ({ kind, number }: { readonly kind: string; readonly number: string }): string =>
  unitKey({ kind: kind as UnitKind, number });
