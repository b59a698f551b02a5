import { type Codec, eventHeaders, type ManifestReceived, topics } from '@watchpost/contracts';
import { type Clock, eventIdOf, LIVE_RUN } from '@watchpost/domain';
import {
  intakeStore,
  type OutboxLimits,
  type OutboxStore,
  PayloadMemory,
  type Queryable,
  type WaitingMessage,
} from '@watchpost/persistence';
import { type TurnPacer } from './turn-pacer.ts';

type WaitingChunk = intakeStore.WaitingChunk;
type ChunkRef = intakeStore.ChunkRef;

/** Under what name a chunk's body is remembered. */
export const bodyName = (manifestId: string, chunk: number): string => `${manifestId}/${chunk}`;

const limits: OutboxLimits = { rows: 256, bytes: 4 * 1024 * 1024 };

/**
 * The outbox of manifests: rows name the chunks, whose events are made when they go out. Later chunks of a large manifest
 * wait for their turn; bodies that this process has just taken are still in memory.
 */
export class ManifestOutbox implements OutboxStore {
  constructor(
    private readonly codec: Codec,
    private readonly memory: PayloadMemory,
    private readonly clock: Clock,
    private readonly republishAfterMs: number,
    private readonly pacer: TurnPacer,
  ) {}

  async next(on: Queryable): Promise<readonly WaitingMessage[]> {
    const found = await intakeStore.waitingChunks(on, limits, this.pacer.wish());
    const firsts = found.filter(({ chunk }) => chunk === 0);
    const chunks = found.slice(0, firsts.length + this.pacer.allow(found.length - firsts.length));
    const bodies = await this.bodiesOf(on, chunks);
    const readings = await intakeStore.readingsOf(
      on,
      chunks.map(({ chunk, readingId }) => (chunk === 0 ? readingId : null)),
    );
    return chunks.map((chunk, at) => this.messageOf(chunk, readings, bodies[at]!));
  }

  async remove(on: Queryable, messages: readonly WaitingMessage[]): Promise<void> {
    const refs = messages.map(refOf);
    await intakeStore.markPublished(on, refs, this.clock.now(), this.republishAfterMs);
    this.memory.forget(refs.map(({ manifestId, chunk }) => bodyName(manifestId, chunk)));
  }

  async setAside(on: Queryable, message: WaitingMessage, reason: string): Promise<void> {
    await intakeStore.setChunkAside(on, refOf(message), reason);
  }

  private async bodiesOf(on: Queryable, chunks: readonly WaitingChunk[]): Promise<readonly Buffer[]> {
    const remembered = chunks.map(({ manifestId, chunk }) => this.memory.get(bodyName(manifestId, chunk)));
    const missing = chunks.filter((_, at) => remembered[at] === undefined);
    const read = await intakeStore.bodiesOf(on, missing);
    let next = 0;
    return remembered.map((body) => body ?? read[next++]!);
  }

  /** Settings for reading go with the first chunk alone: whoever reads the manifest begins with it, after a crash too. */
  private messageOf(chunk: WaitingChunk, readings: ReadonlyMap<string, string>, body: Buffer): WaitingMessage {
    const { manifestId, createdAt, traceparent, readingId, ...about } = chunk;
    const reading = chunk.chunk === 0 && readingId !== null ? readings.get(readingId)! : null;
    const event: ManifestReceived = { manifestId, ...about, reading, body };
    const id = eventIdOf('received', manifestId, `${chunk.sequence}.${chunk.chunk}`, LIVE_RUN);
    return {
      id,
      aggregateType: 'manifest',
      aggregateId: topics.manifestsReceived.keyOf(event),
      type: topics.manifestsReceived.typeName,
      topic: topics.manifestsReceived.name,
      payload: this.codec.encode(topics.manifestsReceived, event),
      headers: eventHeaders({
        topic: topics.manifestsReceived,
        id,
        source: 'intake',
        time: chunk.receivedAt,
        subject: manifestId,
        traceparent,
        manifestId,
        partner: chunk.partner,
        testMode: chunk.testMode,
      }),
      turn: chunk.chunk,
      createdAt,
    };
  }
}

const refOf = ({ aggregateId, turn }: WaitingMessage): ChunkRef => ({ manifestId: aggregateId, chunk: turn! });
