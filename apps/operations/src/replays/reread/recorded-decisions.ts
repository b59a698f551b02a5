import { type Codec, headers, type ShipmentAssessed, topics, UndecodableError } from '@watchpost/contracts';
import { headerOf, type LogAdmin, type LogRecord, partitionOf } from '@watchpost/messaging';
import { headersFilter } from '../engine/scope-filter.ts';
import type { ArchivedManifest, ArchiveScope, RecordedLine } from './archive.ts';

const TOPIC = topics.shipmentsAssessed.name;
/** Records read ahead at most, until whoever they belong to is read: about a kilobyte each. */
const MOST_HELD = 100_000;
/** Fetches in a row that bring nothing, before the log counts as broken. */
const MOST_EMPTY = 100;
/** Clocks of two machines differ by less. */
const CLOCKS_MS = 5_000;
/** A decision is looked for so long after its manifest was complete. */
const LATE_MS = 60_000;
/** Most manifests have their ids, which they are given when their upload begins, for less before they are taken. */
const UPLOAD_MS = 30_000;

interface Reach {
  next: number;
  readonly end: number;
  /** Timestamp of the latest record that was read. */
  at: number;
}

/**
 * Finds the decisions that belong to lines of manifests. Manifests come in the order in which they were taken, and the log has their decisions in nearly the
 * same order: the two are walked side by side. What the log no longer has, or has too far from its manifest, is not found.
 */
export class RecordedDecisions {
  readonly #held = new Map<string, LogRecord>();

  private constructor(
    private readonly admin: Pick<LogAdmin, 'readOn'>,
    private readonly codec: Codec,
    private readonly reaches: readonly Reach[],
    private readonly isWanted: (record: LogRecord) => boolean,
  ) {}

  /** @param since when the first of the manifests was received; no decision is older. Epoch milliseconds */
  static async since(
    since: number,
    scope: ArchiveScope,
    { admin, codec }: { readonly admin: LogAdmin; readonly codec: Codec },
  ): Promise<RecordedDecisions> {
    const positions = await admin.positions([TOPIC], null);
    const firsts = await admin.offsetsAt(TOPIC, since - CLOCKS_MS);
    const reaches = positions.map(({ partition, low, high }) => ({
      next: Math.max(low, firsts[partition] ?? high),
      end: high,
      at: 0,
    }));
    const { partner, manifestId } = scope;
    const filter = headersFilter({
      ...(partner !== undefined && { partner }),
      ...(manifestId !== undefined && { manifestId }),
    });
    return new RecordedDecisions(admin, codec, reaches, filter);
  }

  /** By ordinal, as far as they are found. Each is given once. */
  async of(manifest: ArchivedManifest, lines: readonly RecordedLine[]): Promise<ReadonlyMap<number, ShipmentAssessed>> {
    const keys = lines.filter(isDecided).map((line) => ({ line, key: `${manifest.manifestId}/${line.ordinal}` }));
    const missing = new Map<number, Set<string>>();
    for (const { line, key } of keys) {
      if (this.#held.has(key)) continue;
      const partition = partitionOf(Buffer.from(line.shipmentId!), this.reaches.length);
      missing.set(partition, (missing.get(partition) ?? new Set()).add(key));
    }
    if (missing.size > 0) this.#makeRoom(manifest);
    await Promise.all([...missing].map(([partition, wanted]) => this.#readOn(partition, wanted, manifest)));
    return this.#take(keys.map(({ line, key }) => ({ ordinal: line.ordinal, key })));
  }

  async #take(
    keys: readonly { readonly ordinal: number; readonly key: string }[],
  ): Promise<ReadonlyMap<number, ShipmentAssessed>> {
    const found = keys.flatMap(({ ordinal, key }) => {
      const record = this.#held.get(key);
      return record?.value ? [{ ordinal, key, value: record.value }] : [];
    });
    const waiting = this.codec.prepare(found.map(({ value }) => value));
    if (waiting) await waiting;
    const events = new Map<number, ShipmentAssessed>();
    for (const { ordinal, key, value } of found) {
      this.#held.delete(key);
      const event = this.#decoded(value);
      if (event !== null) events.set(ordinal, event);
    }
    return events;
  }

  #decoded(value: Buffer): ShipmentAssessed | null {
    try {
      return this.codec.decode(topics.shipmentsAssessed, value);
    } catch (error) {
      if (error instanceof UndecodableError) return null;
      throw error;
    }
  }

  async #readOn(partition: number, wanted: Set<string>, manifest: ArchivedManifest): Promise<void> {
    const reach = this.reaches[partition]!;
    let empty = 0;
    const until = (manifest.completedAt ?? manifest.receivedAt) + LATE_MS;
    while (wanted.size > 0 && reach.next < reach.end && reach.at <= until && this.#held.size < MOST_HELD) {
      const { records, next } = await this.admin.readOn(TOPIC, partition, reach.next);
      empty = next === reach.next ? empty + 1 : 0;
      if (empty > MOST_EMPTY) throw new Error(`partition ${partition} has nothing at ${next}, before ${reach.end}`);
      reach.next = next;
      for (const record of records) {
        reach.at = Math.max(reach.at, record.timestamp);
        if (!this.isWanted(record)) continue;
        const key = `${headerOf(record, headers.manifest)}/${headerOf(record, headers.ordinal)}`;
        this.#held.set(key, record);
        wanted.delete(key);
      }
    }
  }

  /** What belongs to manifests before this one is not asked for any more: ids begin with their moment. */
  #makeRoom({ receivedAt }: ArchivedManifest): void {
    for (const before of [receivedAt - UPLOAD_MS, receivedAt]) {
      if (this.#held.size < MOST_HELD) return;
      const moment = before.toString(16).padStart(12, '0');
      const oldest = `${moment.slice(0, 8)}-${moment.slice(8)}`;
      for (const key of this.#held.keys()) if (key < oldest) this.#held.delete(key);
    }
  }
}

/** Whether the scorer has answered, so that there is a decision to be found. */
const isDecided = ({ outcome, state, shipmentId }: RecordedLine): boolean =>
  outcome === 'DECLARED' && shipmentId !== null && state !== 'PENDING' && state !== 'DEAD';
