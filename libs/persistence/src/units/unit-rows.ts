/** What one partner says of a unit. */
export interface UnitViewRow {
  /** `<kind> <number>`. */
  readonly unit: string;
  readonly partner: string;
  /** Type of the document: each has its own versions. */
  readonly document: string;
  readonly issuedAt: number;
  readonly sequence: number;
  readonly ordinal: number;
  /** Taken back: it says nothing any more. */
  readonly cancelled: boolean;
  /** Units it travels in itself. */
  readonly within: readonly string[];
  /** Shipments it holds. */
  readonly items: readonly UnitItemRow[];
  readonly content: UnitContent;
}

export interface UnitItemRow {
  readonly shipmentId: string;
  readonly itemId: string;
}

export interface UnitContent {
  readonly manifestId: string;
  readonly conveyance: UnitConveyance | null;
  readonly portOfArrival: string | null;
}

export interface UnitConveyance {
  readonly mode: string | null;
  readonly id: string | null;
  readonly departsAt: number | null;
  readonly arrivesAt: number | null;
  readonly arrivesPrecision: string | null;
}

export interface Scan {
  readonly event: string;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly place: string | null;
  /** Who told of it. */
  readonly partner: string;
}

/** Where a unit or a shipment was seen: last at all, last where its port can stop it, last where it had left. */
export interface Seen {
  readonly last: Scan;
  readonly arrived: Scan | null;
  readonly departed: Scan | null;
}

/** A unit with the views of it and where it was seen. */
export interface KnownUnit {
  /** Of the items only those that were asked for. */
  readonly views: readonly UnitViewRow[];
  readonly seen: Seen | null;
}
