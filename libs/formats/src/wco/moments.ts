import { compactMoment, isoMoment, type Moment } from '../values/moments.ts';

/** DateTimeString of the WCO data model: format code 304 (yyyymmddhhmmss and zone), 203, 102, or ISO 8601. */
export function wcoMoment(text: string): Moment | null {
  const parts = /^(\d{8})(\d{2})(\d{2})(\d{2})(Z|[+-]\d{2}:?\d{2})?$/.exec(text);
  if (!parts) return compactMoment(text.replace(/Z$/, '')) ?? isoMoment(text);
  const [, day, hour, minute, second, zone = 'Z'] = parts;
  const date = `${day!.slice(0, 4)}-${day!.slice(4, 6)}-${day!.slice(6)}`;
  return isoMoment(`${date}T${hour}:${minute}:${second}${zone}`);
}
