import { compareVersions, type ShipmentVersion } from '@watchpost/domain';
import type { scorerStore } from '@watchpost/persistence';

type HeadRow = scorerStore.HeadRow;

const TWELVE_MONTHS = 365 * 86_400_000;

/** A statement about a shipment that is to find its place. */
export interface Statement {
  readonly shipmentId: string;
  readonly partner: string;
  readonly test: boolean;
  readonly version: ShipmentVersion;
  /** Numbers of the UPU are issued again; others are not. */
  readonly isPostal: boolean;
}

export type Standing = 'newer' | 'same' | 'older';

/** Heads of a batch's shipments: as read, then as the batch's own lines move them. */
export class ShipmentHeads {
  readonly #byShipment = new Map<string, HeadRow[]>();
  readonly #moved = new Map<string, HeadRow>();

  constructor(read: readonly HeadRow[]) {
    for (const head of read) this.#put(head);
  }

  /** The newest version of this partner's view; null where there is none. */
  of({ shipmentId, partner, test }: Statement): HeadRow | null {
    return this.#byShipment.get(shipmentId)?.find((each) => each.partner === partner && each.test === test) ?? null;
  }

  static standing({ version }: Statement, head: HeadRow | null): Standing {
    if (head === null) return 'newer';
    const order = compareVersions(version, head);
    if (order === 0) return 'same';
    return order > 0 ? 'newer' : 'older';
  }

  /**
   * A number used again after twelve months without a word is another item: the episode counts up. It counts for all partners
   * together, since they speak of the same item.
   */
  episodeOf(statement: Statement): number {
    const known = (this.#byShipment.get(statement.shipmentId) ?? []).filter((each) => each.test === statement.test);
    let newest: HeadRow | null = null;
    for (const head of known) if (newest === null || head.issuedAt > newest.issuedAt) newest = head;
    if (newest === null) return 1;
    const isReused = statement.isPostal && statement.version.issuedAt - newest.issuedAt > TWELVE_MONTHS;
    return isReused ? newest.episode + 1 : newest.episode;
  }

  /** Other partners' live views of the same item in this episode. */
  others({ shipmentId, partner }: Statement, episode: number): readonly HeadRow[] {
    const known = this.#byShipment.get(shipmentId);
    if (known === undefined) return [];
    return known.filter(
      (each) => each.partner !== partner && !each.test && !each.cancelled && each.episode === episode,
    );
  }

  move(head: HeadRow): void {
    this.#put(head);
    this.#moved.set(`${head.shipmentId} ${head.test ? 'test' : 'live'} ${head.partner}`, head);
  }

  /** The newest of each view that moved. */
  moved(): HeadRow[] {
    return [...this.#moved.values()];
  }

  #put(head: HeadRow): void {
    const known = this.#byShipment.get(head.shipmentId);
    if (known === undefined) {
      this.#byShipment.set(head.shipmentId, [head]);
      return;
    }
    const at = known.findIndex((each) => each.partner === head.partner && each.test === head.test);
    if (at < 0) known.push(head);
    else known[at] = head;
  }
}
