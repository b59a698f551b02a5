import { type ManifestReceived } from '@watchpost/contracts';
import { type EventRecord } from '@watchpost/messaging';

/**
 * The order in which a batch is worked off: each manifest's first chunk, then each one's second, and so on, so that a huge manifest does not
 * keep the small ones behind it waiting. Chunks of one manifest keep their order.
 * @returns positions in the batch
 */
export function inTurns(batch: readonly EventRecord<ManifestReceived>[]): readonly number[] {
  const turns: number[][] = [];
  const turnOf = new Map<string, number>();
  for (const [at, { event }] of batch.entries()) {
    const turn = turnOf.get(event.manifestId) ?? 0;
    turnOf.set(event.manifestId, turn + 1);
    (turns[turn] ??= []).push(at);
  }
  return turns.flat();
}
