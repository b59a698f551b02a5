import { Controller } from '@nestjs/common';
import { type AlertIssued, topics } from '@watchpost/contracts';
import { EventPattern, type EventRecord } from '@watchpost/messaging';
import { IssuingService } from './issuing.service.ts';

/** What port-gateway hears: what targeting issued, revised, superseded, cancelled and let expire. */
@Controller()
export class IssuingController {
  constructor(private readonly issuing: IssuingService) {}

  @EventPattern(topics.alertsIssued)
  async alertsIssued(batch: readonly EventRecord<AlertIssued>[]): Promise<void> {
    await this.issuing.take(batch.map(({ event }) => event));
  }
}
