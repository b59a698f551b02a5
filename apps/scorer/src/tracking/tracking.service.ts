import { Inject, Injectable } from '@nestjs/common';
import { type TrackingObserved } from '@watchpost/contracts';
import { DATABASE, type Database, scorerStore } from '@watchpost/persistence';
import { dayOf } from '../assessing/day.ts';

type ScanRow = scorerStore.ScanRow;

/** Arrived at, and left, a transit office of exchange. */
const transitEvents: ReadonlySet<string> = new Set(['EMJ', 'EMK']);

/** Keeps the last scan of each shipment, and where a transit office scanned it: what a route that is not declared can be told by. */
@Injectable()
export class TrackingService {
  constructor(@Inject(DATABASE) private readonly database: Database) {}

  async handle(events: readonly TrackingObserved[]): Promise<void> {
    const scans = new Map<string, ScanRow>();
    for (const event of events) {
      // What is sent in test mode changes nothing that live decisions read.
      if (event.testMode) continue;
      const before = scans.get(event.shipmentId);
      scans.set(event.shipmentId, before === undefined ? scanOf(event) : joined(before, scanOf(event)));
    }
    await scorerStore.noteScans(this.database, [...scans.values()]);
  }
}

const scanOf = (event: TrackingObserved): ScanRow => ({
  shipmentId: event.shipmentId,
  event: event.event,
  at: event.at,
  place: event.place,
  transitPlace: transitEvents.has(event.event) ? event.place : null,
  receivedDay: dayOf(event.receivedAt),
});

function joined(a: ScanRow, b: ScanRow): ScanRow {
  const last = b.at >= a.at ? b : a;
  return {
    ...last,
    transitPlace: a.transitPlace ?? b.transitPlace,
    receivedDay: Math.max(a.receivedDay, b.receivedDay),
  };
}
