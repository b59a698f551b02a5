import { Inject, Injectable } from '@nestjs/common';
import { type PortChanged } from '@watchpost/contracts';
import { DATABASE, type Database, targetingStore, withTransaction } from '@watchpost/persistence';
import { TargetingService } from '../alerts/targeting.service.ts';

/** Targeting's own copy of the ports. */
@Injectable()
export class PortsService {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    private readonly targeting: TargetingService,
  ) {}

  async put(events: readonly PortChanged[]): Promise<void> {
    await withTransaction(this.database, (tx) =>
      targetingStore.putPorts(
        tx,
        events.toSorted((a, b) => a.version - b.version),
      ),
    );
    await this.targeting.reconsiderUnrouted();
  }
}
