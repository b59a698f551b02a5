import { Controller, Inject } from '@nestjs/common';
import { type RebuildProgressed, topics } from '@watchpost/contracts';
import { EventPattern, type EventRecord } from '@watchpost/messaging';
import { DATABASE, type Database, operationsStore } from '@watchpost/persistence';

/** Hears how far the owners of tables are. */
@Controller()
export class RebuildNewsController {
  constructor(@Inject(DATABASE) private readonly database: Database) {}

  @EventPattern(topics.rebuildsProgressed)
  async progressed(batch: readonly EventRecord<RebuildProgressed>[]): Promise<void> {
    // Of each only the last; the others would be overwritten at once.
    const last = new Map(batch.map(({ event }) => [event.rebuildId, event]));
    for (const news of last.values()) await operationsStore.noteRebuildNews(this.database, news);
  }
}
