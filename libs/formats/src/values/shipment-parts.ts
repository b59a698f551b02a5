import {
  type Address,
  type Article,
  coarse,
  type Conveyance,
  type Identifier,
  type Party,
  type Shipment,
} from '@watchpost/domain';
import type { Moment } from './moments.ts';

/** null where nothing of the party is stated. */
export function partyOf(parts: {
  readonly name: string | null;
  readonly address: Address | null;
  readonly phones?: readonly (string | null)[];
  readonly emails?: readonly (string | null)[];
  readonly identifiers?: readonly Identifier[];
}): Party | null {
  const phones = stated(parts.phones ?? []);
  const emails = stated(parts.emails ?? []);
  const identifiers = parts.identifiers ?? [];
  const isNothing =
    parts.name === null && parts.address === null && phones.length + emails.length + identifiers.length === 0;
  return isNothing ? null : { name: parts.name, address: parts.address, phones, emails, identifiers };
}

export function addressOf(parts: {
  readonly lines: readonly (string | null)[];
  readonly city: string | null;
  readonly region: string | null;
  readonly postcode: string | null;
  readonly country: string | null;
}): Address | null {
  const lines = stated(parts.lines);
  const isNothing =
    lines.length === 0 &&
    parts.city === null &&
    parts.region === null &&
    parts.postcode === null &&
    parts.country === null;
  const { city, region, postcode, country } = parts;
  return isNothing ? null : { lines, city, region, postcode, country };
}

/** null where nothing of it is stated. */
export function conveyanceOf(parts: {
  readonly mode: Conveyance['mode'];
  readonly id: string | null;
  readonly departs: Moment | null;
  readonly arrives: Moment | null;
}): Conveyance | null {
  const { mode, id, departs, arrives } = parts;
  if (mode === null && id === null && departs === null && arrives === null) return null;
  return {
    mode,
    id,
    departsAt: departs && departs.at,
    arrivesAt: arrives && arrives.at,
    arrivesPrecision: arrives && coarse(arrives.precision),
  };
}

export const stated = (texts: readonly (string | null)[]): readonly string[] =>
  texts.filter((text): text is string => text !== null);

/** Says nothing of who, what or how heavy: a line that means nothing. */
export const isEmptyShipment = (shipment: Shipment): boolean =>
  shipment.consignor === null &&
  shipment.consignee === null &&
  shipment.grossMassKg === null &&
  shipment.articles.every(({ description, hs }) => description === null && hs === null);

/** An article of which nothing is stated yet. */
export const noArticle: Article = {
  description: null,
  hs: null,
  quantity: null,
  netMassKg: null,
  value: null,
  origin: null,
  identifiers: [],
};
