import { Controller, Inject } from '@nestjs/common';
import { topics, type UnitObserved } from '@watchpost/contracts';
import { type Clock } from '@watchpost/domain';
import { EventPattern, type EventRecord } from '@watchpost/messaging';
import { DATABASE, type Database, unitsStore } from '@watchpost/persistence';
import { CLOCK } from '@watchpost/platform';

/** Keeps a copy of what is told of units, for those who ask what is linked. */
@Controller()
export class UnitNewsController {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @EventPattern(topics.unitsObserved, { independent: true, lingerMs: 250 })
  async unitsObserved(batch: readonly EventRecord<UnitObserved>[]): Promise<void> {
    const events = batch.map(({ event }) => event).filter(({ testMode }) => !testMode);
    await unitsStore.putObserved(this.database, events, this.clock.now());
  }
}
