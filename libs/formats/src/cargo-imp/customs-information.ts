import { lookUp } from '../values/lookup.ts';
import type { ImpField, ImpGroup } from './line.ts';

/** OCI: country, whom or what it is about, code of the information, the information. */
export interface CustomsStatement {
  readonly about: string;
  readonly code: string;
  /** Scheme under which the value identifies the party; null where it does not. */
  readonly scheme: string | null;
  readonly value: ImpField;
}

/** Customs information identifiers that name or authorise somebody. */
const schemes: Readonly<Record<string, string>> = {
  T: 'TAX',
  E: 'EORI',
  CP: 'CONTACT',
  KC: 'KNOWN-CONSIGNOR',
  RA: 'REGULATED-AGENT',
  AC: 'ACCOUNT-CONSIGNOR',
};

const parties = { consignor: 'SHP', consignee: 'CNE', notify: 'NFY' } as const;

/** Lines of OCI groups; what a line leaves empty is that of the line before it. */
export function customsInformation(groups: readonly ImpGroup[]): readonly CustomsStatement[] {
  let about = '';
  return groups
    .flatMap(({ lines }) => lines)
    .flatMap((line) => {
      about = line.at(1)?.code ?? about;
      const code = line.at(2)?.code ?? '';
      const value = line.at(3);
      return value === null ? [] : [{ about, code, scheme: lookUp(schemes, code) ?? null, value }];
    });
}

export const customsOf = (
  statements: readonly CustomsStatement[],
  party: keyof typeof parties,
): readonly CustomsStatement[] => statements.filter(({ about }) => about === parties[party]);
