import { Controller, Inject } from '@nestjs/common';
import { type Codec, deadLetterTopicOf, deadLetterTopics, topics, UndecodableError } from '@watchpost/contracts';
import { type Clock, type ShipmentVersion } from '@watchpost/domain';
import { CODEC, EventPattern, type LogRecord } from '@watchpost/messaging';
import { DATABASE, type Database, operationsStore } from '@watchpost/persistence';
import { CLOCK } from '@watchpost/platform';
import { ClosingsService } from './closings.service.ts';
import { letterOf } from './parked-record.ts';

const PARKED_LINES = deadLetterTopicOf(topics.shipmentsDeclared.name, 'scorer');

/** Keeps the index of dead letters: where each lies and why. Their bytes stay in the log. */
@Controller()
export class DeadLetterIndexController {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(CODEC) private readonly codec: Codec,
    private readonly closings: ClosingsService,
  ) {}

  @EventPattern(deadLetterTopics, { decode: false })
  async parked(batch: readonly LogRecord[]): Promise<void> {
    const now = this.clock.now();
    const lines = batch.filter(({ topic }) => topic === PARKED_LINES);
    if (lines.length > 0) await this.codec.prepare(lines.map(({ value }) => value));
    const letters = batch.map((record) => letterOf(record, now, this.#versionOf(record)));
    await operationsStore.noteDeadLetters(this.database, letters);
    await this.closings.lookBehind(letters.filter(({ topic }) => topic === PARKED_LINES));
  }

  /** Of a parked line that can be decoded: what tells whether a later version has gone ahead. */
  #versionOf({ topic, value }: LogRecord): ShipmentVersion | null {
    if (topic !== PARKED_LINES || value === null) return null;
    try {
      return this.codec.decode(topics.shipmentsDeclared, value).version;
    } catch (error) {
      if (error instanceof UndecodableError) return null;
      throw error;
    }
  }
}
