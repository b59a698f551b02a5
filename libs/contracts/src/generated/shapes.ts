// Written by `npm run schemas` from schemas/. Do not edit.

/** Where a party is. */
export interface AddressShape {
  readonly lines: readonly string[];
  readonly city: string | null;
  readonly region: string | null;
  readonly postcode: string | null;
  /** ISO 3166-1 alpha-2 as sent, upper-cased. */
  readonly country: string | null;
}

/** One kind of goods in the shipment. */
export interface ArticleShape {
  readonly description: string | null;
  /** Harmonized System code, digits only, 4 to 10. */
  readonly hs: string | null;
  readonly quantity: number | null;
  readonly netMassKg: number | null;
  readonly value: MoneyShape | null;
  /** ISO 3166-1 alpha-2. */
  readonly origin: string | null;
  readonly identifiers: readonly IdentifierShape[];
}

/** What carries the shipment across the border. */
export interface ConveyanceShape {
  /** sea, rail, road, air, mail or inland-water. */
  readonly mode: string | null;
  /** Flight, vessel or vehicle. */
  readonly id: string | null;
  /** Epoch milliseconds. */
  readonly departsAt: number | null;
  /** The first moment that is meant: of a day its beginning. Epoch milliseconds. */
  readonly arrivesAt: number | null;
  /** year, month, day or hour where the arrival is stated more coarsely than to the minute. */
  readonly arrivesPrecision: string | null;
}

/** What is wrong or worth knowing, at a place, under a stable code. */
export interface FindingShape {
  /** error, warning or info. */
  readonly severity: string;
  readonly code: string;
  readonly line: number | null;
  readonly place: PlaceShape | null;
  readonly message: string;
  readonly value: string | null;
  readonly expected: string | null;
}

/** A number somebody gave, with the scheme it belongs to: EORI, VAT, CAS, IMO. */
export interface IdentifierShape {
  readonly scheme: string;
  readonly value: string;
}

/** An amount as it was sent. */
export interface MoneyShape {
  /** Decimal as text, '.' before the fraction, exactly as many digits as were sent. */
  readonly amount: string;
  /** ISO 4217. */
  readonly currency: string | null;
}

/** Consignor, consignee or notify party. */
export interface PartyShape {
  readonly name: string | null;
  readonly address: AddressShape | null;
  readonly phones: readonly string[];
  readonly emails: readonly string[];
  readonly identifiers: readonly IdentifierShape[];
}

/** Where in the partner's document something stands. */
export interface PlaceShape {
  /** Bytes from the start after content coding was removed. */
  readonly offset: number;
  readonly row: number | null;
  readonly segment: string | null;
  readonly path: string | null;
}

/** One rule's answer: exactly one outcome of a closed set. */
export interface ReasonShape {
  readonly factor: string;
  readonly outcome: string;
  readonly value: string | null;
  /** Log-odds. */
  readonly weight: number;
  readonly text: string;
  /** id@version. */
  readonly rule: string;
}

/** The canonical shipment: one item, house bill or goods item, whatever format it came in. null: not stated. */
export interface ShipmentShape {
  /** S10 number, house bill or reference. */
  readonly itemId: string | null;
  /** S10, HOUSE, AWB or REFERENCE. */
  readonly itemIdKind: string | null;
  readonly masterBill: string | null;
  /** S9, 29 characters, or ULD. */
  readonly receptacle: string | null;
  /** S8, 20 characters. */
  readonly dispatch: string | null;
  readonly containers: readonly string[];
  readonly consignor: PartyShape | null;
  readonly consignee: PartyShape | null;
  readonly notify: PartyShape | null;
  readonly pieces: number | null;
  readonly grossMassKg: number | null;
  readonly value: MoneyShape | null;
  readonly postage: MoneyShape | null;
  readonly category: string | null;
  readonly articles: readonly ArticleShape[];
  readonly origin: string | null;
  readonly destination: string | null;
  readonly route: readonly string[];
  readonly conveyance: ConveyanceShape | null;
  /** Customs office, IATA airport, UN/LOCODE or IMPC code. */
  readonly portOfArrival: string | null;
  /** Epoch milliseconds. */
  readonly postedAt: number | null;
  /** original, amend or cancel. */
  readonly function: string;
}

/** Which of two statements of one partner about one shipment is the newer: compare issuedAt, sequence, ordinal in this order. */
export interface ShipmentVersionShape {
  /** Epoch milliseconds. */
  readonly issuedAt: number;
  readonly sequence: number;
  readonly ordinal: number;
}
