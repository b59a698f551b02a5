import { DataRefusedError, intakeStore, type Queryable } from '@watchpost/persistence';

type NewManifest = intakeStore.NewManifest;

export interface GroupLimits {
  /** Manifests in one transaction. */
  readonly manifests: number;
  /** Bytes of bodies in one transaction; at least one manifest goes whatever its size. */
  readonly bytes: number;
  /** Transactions at the same time. */
  readonly writers: number;
}

const usual: GroupLimits = { manifests: 64, bytes: 4 * 1024 * 1024, writers: 2 };

interface Entry {
  readonly manifest: NewManifest;
  readonly resolve: (sequence: number | null) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Stores manifests that arrive together in one transaction: what costs is the flush of the write-ahead log, and one flush serves them all. A lone
 * manifest never waits for company: groups form only while the writers are busy.
 */
export class GroupCommit {
  private readonly waiting: Entry[] = [];
  private busy = 0;

  constructor(
    private readonly database: Queryable,
    private readonly onStored: (stored: readonly NewManifest[]) => void,
    private readonly limits: GroupLimits = usual,
  ) {}

  /**
   * @returns its sequence number once it is durable; null where a manifest with its key is there already
   * @throws DatabaseUnavailableError: whether it was stored is not known; the same key will tell
   */
  store(manifest: NewManifest): Promise<number | null> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ manifest, resolve, reject });
      if (this.busy < this.limits.writers) void this.write();
    });
  }

  private async write(): Promise<void> {
    this.busy += 1;
    // Manifests whose requests were read in this turn of the event loop come along.
    await Promise.resolve();
    while (this.waiting.length > 0) await this.storeGroup(this.nextGroup());
    this.busy -= 1;
  }

  private nextGroup(): Entry[] {
    let bytes = 0;
    let count = 0;
    for (const { manifest } of this.waiting) {
      bytes += manifest.body?.length ?? 0;
      if (count > 0 && (count === this.limits.manifests || bytes > this.limits.bytes)) break;
      count += 1;
    }
    return this.waiting.splice(0, count);
  }

  private async storeGroup(entries: readonly Entry[]): Promise<void> {
    try {
      const sequences = await intakeStore.storeManifests(
        this.database,
        entries.map(({ manifest }) => manifest),
      );
      const stored = entries.filter(({ manifest }) => sequences.has(manifest.manifestId));
      this.onStored(stored.map(({ manifest }) => manifest));
      for (const { manifest, resolve } of entries) resolve(sequences.get(manifest.manifestId) ?? null);
    } catch (error) {
      // The data of one must not cost the others: each is tried by itself.
      const mayBeOne = error instanceof DataRefusedError && entries.length > 1;
      if (!mayBeOne) for (const { reject } of entries) reject(error);
      else for (const entry of entries) await this.storeGroup([entry]);
    }
  }
}
