import type { Conveyance } from '@watchpost/domain';
import type { Moment } from '../values/moments.ts';
import { at, type Source } from '../xml/xml-path.ts';

/**
 * What an XML format says of a shipment: canonical field on the left, where it stands on the right. The tables of a format are written to
 * be read by someone who knows its standard; {@link mapFields} goes by them. `S` is how a place is said: as a path by those who write them,
 * as what {@link plannedLines} makes of it by those who read.
 */
export interface ShipmentTable<S = Source> {
  readonly receptacle?: S;
  readonly dispatch?: S;
  /** Containers and unit load devices, all of them. */
  readonly containers?: S;
  readonly consignor?: PartyTable<S>;
  readonly consignee?: PartyTable<S>;
  readonly notify?: PartyTable<S>;
  /** Packages; several are added up. */
  readonly pieces?: S;
  readonly grossMassKg?: MassSource<S>;
  readonly value?: MoneySource<S>;
  readonly postage?: MoneySource<S>;
  readonly category?: S;
  readonly articles?: ArticleTable<S>;
  readonly origin?: S;
  readonly destination?: S;
  /** Countries in their order. */
  readonly route?: S;
  readonly conveyance?: ConveyanceTable<S>;
  readonly portOfArrival?: S;
  readonly postedAt?: MomentSource<S>;
}

/** Paths are below the element of the party, but for those that begin with `^`. */
export interface PartyTable<S = Source> {
  /** The element of the party; the first one there is. */
  readonly at: S;
  readonly name: S;
  readonly lines?: readonly S[];
  readonly city?: S;
  readonly region?: S;
  readonly postcode?: S;
  readonly country?: S;
  readonly phones?: S;
  readonly emails?: S;
  readonly identifiers?: readonly IdentifierSource<S>[];
  /** Some of it stands outside of the party's element, and may be all that there is of the party. */
  readonly isAlsoBeside?: true;
}

export interface IdentifierSource<S = Source> {
  readonly scheme: string;
  readonly source: S;
}

/** Paths are below the element of the article, but for those that begin with `^`. */
export interface ArticleTable<S = Source> {
  /** Elements that are an article each; the line itself where it is not stated. */
  readonly each?: S;
  /** What the line says of all its goods; goes before the first article's own words, and stands alone where there is no article. */
  readonly summary?: S;
  readonly description: S;
  readonly hs?: S;
  /** Further digits of the code that stand by themselves. */
  readonly hsMore?: S;
  readonly quantity?: S;
  readonly netMassKg?: MassSource<S>;
  readonly value?: MoneySource<S>;
  readonly origin?: S;
  readonly identifiers?: readonly IdentifierSource<S>[];
}

export interface ConveyanceTable<S = Source> {
  readonly mode: CodeSource<NonNullable<Conveyance['mode']>, S> | NonNullable<Conveyance['mode']>;
  readonly id?: S;
  readonly departs?: MomentSource<S>;
  readonly arrives?: MomentSource<S>;
}

/** Kilograms where there is no unit. */
export interface MassSource<S = Source> {
  readonly amount: S;
  readonly unit: S | null;
}

export interface MoneySource<S = Source> {
  readonly amount: S;
  readonly currency: S | null;
}

export interface MomentSource<S = Source> {
  readonly source: S;
  /** null where the text has not the form that is expected. */
  parse(text: string): Moment | null;
  /** The form in words, for findings. */
  readonly form: string;
}

export interface CodeSource<T, S = Source> {
  readonly source: S;
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
