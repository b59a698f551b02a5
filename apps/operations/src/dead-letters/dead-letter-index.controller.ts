import { Controller, Inject } from '@nestjs/common';
import { deadLetterTopics } from '@watchpost/contracts';
import { type Clock } from '@watchpost/domain';
import { EventPattern, type LogRecord } from '@watchpost/messaging';
import { DATABASE, type Database, operationsStore } from '@watchpost/persistence';
import { CLOCK } from '@watchpost/platform';
import { letterOf } from './parked-record.ts';

/** Keeps the index of dead letters: where each lies and why. Their bytes stay in the log. */
@Controller()
export class DeadLetterIndexController {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @EventPattern(deadLetterTopics, { decode: false })
  async parked(batch: readonly LogRecord[]): Promise<void> {
    const now = this.clock.now();
    await operationsStore.noteDeadLetters(
      this.database,
      batch.map((record) => letterOf(record, now)),
    );
  }
}
