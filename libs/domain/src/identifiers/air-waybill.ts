const form = /^(\d{3})-?\s?(\d{4})\s?(\d{3})(\d)$/;

/** An air waybill number as `888-11111111`, and whether its check digit (serial number modulo 7) is right. */
export interface AirWaybill {
  readonly number: string;
  /** Airline prefix. */
  readonly airline: string;
  readonly hasRightCheckDigit: boolean;
}

/** null where the text is not three digits and eight. */
export function parseAirWaybill(text: string): AirWaybill | null {
  const parts = form.exec(text.trim());
  if (!parts) return null;
  const serial = `${parts[2]}${parts[3]}`;
  return {
    number: `${parts[1]}-${serial}${parts[4]}`,
    airline: parts[1]!,
    hasRightCheckDigit: Number(serial) % 7 === Number(parts[4]),
  };
}
