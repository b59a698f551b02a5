import type { Conveyance } from '@watchpost/domain';
import type { Moment } from '../values/moments.ts';
import { at, type Source } from '../xml/xml-path.ts';

/**
 * What an XML format says of a shipment: canonical field on the left, where it stands on the right. The tables of a format are written to
 * be read by someone who knows its standard; {@link ShipmentMapper} goes by them.
 */
export interface ShipmentTable {
  readonly receptacle?: Source;
  readonly dispatch?: Source;
  /** Containers and unit load devices, all of them. */
  readonly containers?: Source;
  readonly consignor?: PartyTable;
  readonly consignee?: PartyTable;
  readonly notify?: PartyTable;
  /** Packages; several are added up. */
  readonly pieces?: Source;
  readonly grossMassKg?: MassSource;
  readonly value?: MoneySource;
  readonly postage?: MoneySource;
  readonly category?: Source;
  readonly articles?: ArticleTable;
  readonly origin?: Source;
  readonly destination?: Source;
  /** Countries in their order. */
  readonly route?: Source;
  readonly conveyance?: ConveyanceTable;
  readonly portOfArrival?: Source;
  readonly postedAt?: MomentSource;
}

/** Paths are below the element of the party, but for those that begin with `^`. */
export interface PartyTable {
  /** The element of the party; the first one there is. */
  readonly at: Source;
  readonly name: Source;
  readonly lines?: readonly Source[];
  readonly city?: Source;
  readonly region?: Source;
  readonly postcode?: Source;
  readonly country?: Source;
  readonly phones?: Source;
  readonly emails?: Source;
  readonly identifiers?: readonly IdentifierSource[];
}

export interface IdentifierSource {
  readonly scheme: string;
  readonly source: Source;
}

/** Paths are below the element of the article, but for those that begin with `^`. */
export interface ArticleTable {
  /** Elements that are an article each; the line itself where it is not stated. */
  readonly each?: Source;
  /** What the line says of all its goods; goes before the first article's own words, and stands alone where there is no article. */
  readonly summary?: Source;
  readonly description: Source;
  readonly hs?: Source;
  /** Further digits of the code that stand by themselves. */
  readonly hsMore?: Source;
  readonly quantity?: Source;
  readonly netMassKg?: MassSource;
  readonly value?: MoneySource;
  readonly origin?: Source;
  readonly identifiers?: readonly IdentifierSource[];
}

export interface ConveyanceTable {
  readonly mode: CodeSource<NonNullable<Conveyance['mode']>> | NonNullable<Conveyance['mode']>;
  readonly id?: Source;
  readonly departs?: MomentSource;
  readonly arrives?: MomentSource;
}

/** Kilograms where there is no unit. */
export interface MassSource {
  readonly amount: Source;
  readonly unit: Source | null;
}

export interface MoneySource {
  readonly amount: Source;
  readonly currency: Source | null;
}

export interface MomentSource {
  readonly source: Source;
  /** null where the text has not the form that is expected. */
  parse(text: string): Moment | null;
  /** The form in words, for findings. */
  readonly form: string;
}

export interface CodeSource<T> {
  readonly source: Source;
  readonly codes: Readonly<Record<string, T>>;
  readonly finding: 'code.mode' | 'code.function';
}

/** @param unit an attribute of the amount's own element: `unitCode` */
export const mass = (paths: string, unit: string | null = null): MassSource => ({
  amount: at(paths),
  unit: unit === null ? null : beside(paths, unit),
});

/** @param currency an attribute of the amount's own element: `currencyID` */
export const money = (paths: string, currency: string): MoneySource => ({
  amount: at(paths),
  currency: beside(paths, currency),
});

const beside = (paths: string, attribute: string): Source =>
  at(
    paths
      .split(' | ')
      .map((path) => `${path}/@${attribute}`)
      .join(' | '),
  );

export const moment = (paths: string, parse: MomentSource['parse'], form: string): MomentSource => ({
  source: at(paths),
  parse,
  form,
});

/** `scheme: path` each. */
export const identifiers = (sources: Readonly<Record<string, string>>): readonly IdentifierSource[] =>
  Object.entries(sources).map(([scheme, paths]) => ({ scheme, source: at(paths) }));
