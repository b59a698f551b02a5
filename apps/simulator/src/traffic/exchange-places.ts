/** Where what leaves a country is handed over, as the formats call such places. */
interface Gateway {
  /** Office of exchange, IMPC code. */
  readonly office: string;
  /** IATA code. */
  readonly airport: string;
  /** UN/LOCODE. */
  readonly locode: string;
}

const gateways: Readonly<Record<string, Gateway>> = {
  CN: { office: 'CNSHAA', airport: 'PVG', locode: 'CNSHA' },
  DE: { office: 'DEFRAA', airport: 'FRA', locode: 'DEFRA' },
  GB: { office: 'GBLALA', airport: 'LHR', locode: 'GBLHR' },
  KR: { office: 'KRSELA', airport: 'ICN', locode: 'KRICN' },
  US: { office: 'USJFKA', airport: 'JFK', locode: 'USJFK' },
};

/** @param country ISO 3166-1 alpha-2 */
export const gatewayOf = (country: string): Gateway => gateways[country] ?? gateways['US']!;

const officeForm = /^[A-Z]{6}$/;

/**
 * A receptacle (UPU S9) that goes from the country's office of exchange to `office`: airmail, parcels, one of its dispatch. null where the item is not sent to an
 * office of exchange.
 */
export function receptacleTo(office: string, origin: string, reference: string): string | null {
  if (!officeForm.test(office)) return null;
  return `${gatewayOf(origin).office}${office}ACN6${reference.slice(-4)}001100120`;
}

/** An air waybill ends in the remainder of its seven digits by seven. @param reference ends in digits */
export function airWaybill(prefix: string, reference: string): string {
  const serial = Number(reference.slice(-7));
  return `${prefix}-${String(serial).padStart(7, '0')}${serial % 7}`;
}
