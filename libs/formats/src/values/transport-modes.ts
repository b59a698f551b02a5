import type { Conveyance } from '@watchpost/domain';

/** A mode of transport that is stated. */
export type TransportMode = NonNullable<Conveyance['mode']>;

/** Codes of UN/ECE Recommendation 19 for the modes that are told apart here; 0, 6, 7 and 9 are several, none, or not known. */
export const transportModes: Readonly<Record<string, TransportMode>> = {
  '1': 'sea',
  '2': 'rail',
  '3': 'road',
  '4': 'air',
  '5': 'mail',
  '8': 'inland-water',
};
