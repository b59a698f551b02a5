import type { EpochMillis } from './clock.ts';
import type { CoarsePrecision } from './precision.ts';

/**
 * The canonical shipment: one item, house bill or goods item, whatever format it came in. The richest open model
 * is ICS2 IE3F43; names follow it and the field's usage.
 *
 * `null` means that the sender did not state it; text is never empty and a number is never 0 to mean that.
 * The Avro schema `schemas/shipment.avsc` has the same shape, so that no copy is made between them.
 */
export interface Shipment {
  /** What the item is called by those who carry it: an S10 number, a house bill, a reference. */
  readonly itemId: string | null;
  readonly itemIdKind: ItemIdKind | null;
  readonly masterBill: string | null;
  /** S9 receptacle (29 characters) or ULD the item travels in. */
  readonly receptacle: string | null;
  /** S8 dispatch (20 characters). */
  readonly dispatch: string | null;
  readonly containers: readonly string[];
  readonly consignor: Party | null;
  readonly consignee: Party | null;
  readonly notify: Party | null;
  readonly pieces: number | null;
  /** Kilograms. */
  readonly grossMassKg: number | null;
  readonly value: Money | null;
  readonly postage: Money | null;
  /** Nature of the item as declared: UPU category code or the words used for it (gift, sale of goods, …). */
  readonly category: string | null;
  readonly articles: readonly Article[];
  /** ISO 3166-1 alpha-2 of the country the item was sent from. */
  readonly origin: string | null;
  /** ISO 3166-1 alpha-2. */
  readonly destination: string | null;
  /** Countries in the order the item passes them, as declared; ISO 3166-1 alpha-2. */
  readonly route: readonly string[];
  readonly conveyance: Conveyance | null;
  /** Office or place of first arrival as declared: customs office, IATA airport, UN/LOCODE or IMPC code. */
  readonly portOfArrival: string | null;
  readonly postedAt: EpochMillis | null;
  readonly function: DeclarationFunction;
}

export type ItemIdKind = 'S10' | 'HOUSE' | 'AWB' | 'REFERENCE';
export type DeclarationFunction = 'original' | 'amend' | 'cancel';

export interface Party {
  readonly name: string | null;
  readonly address: Address | null;
  readonly phones: readonly string[];
  readonly emails: readonly string[];
  readonly identifiers: readonly Identifier[];
}

export interface Address {
  readonly lines: readonly string[];
  readonly city: string | null;
  readonly region: string | null;
  readonly postcode: string | null;
  /** As sent, upper-cased; a code that ISO 3166-1 does not know stays, with a finding. */
  readonly country: string | null;
}

/** For example `{scheme: 'EORI', value: 'GB123456789000'}`, `{scheme: 'CAS', value: '437-38-7'}`. */
export interface Identifier {
  readonly scheme: string;
  readonly value: string;
}

export interface Money {
  /** Decimal as text, `.` before the fraction, exactly as many digits as were sent. */
  readonly amount: string;
  /** ISO 4217. */
  readonly currency: string | null;
}

export interface Article {
  readonly description: string | null;
  /** Harmonized System code, digits only, 4 to 10 of them. */
  readonly hs: string | null;
  readonly quantity: number | null;
  readonly netMassKg: number | null;
  readonly value: Money | null;
  readonly origin: string | null;
  readonly identifiers: readonly Identifier[];
}

export interface Conveyance {
  readonly mode: 'sea' | 'rail' | 'road' | 'air' | 'mail' | 'inland-water' | null;
  /** Flight, vessel or vehicle as its carrier names it. */
  readonly id: string | null;
  readonly departsAt: EpochMillis | null;
  /** The first moment that is meant: of a day its beginning. */
  readonly arrivesAt: EpochMillis | null;
  /** Where the arrival is stated more coarsely than to the minute; see {@link lastMeant}. */
  readonly arrivesPrecision: CoarsePrecision | null;
}
