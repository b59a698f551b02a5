import { answers } from '../cargo-imp-answers/message.ts';
import { flightManifest } from '../cargo-imp-ffm/message.ts';
import { houseWaybills } from '../cargo-imp-fhl/message.ts';
import { airWaybill } from '../cargo-imp-fwb/message.ts';
import type { ImpMessageType } from './message.ts';

/** Messages that are read, by their identifier. A new one is a folder and a line here. */
export const impMessageTypes: ReadonlyMap<string, ImpMessageType> = new Map(
  [airWaybill, houseWaybills, flightManifest, ...answers].map((type) => [type.code, type]),
);
