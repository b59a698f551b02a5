import type { XmlElement } from '../xml/xml-element.ts';
import { textOf } from './element-tests.ts';

/** Takes what breaks a rule: its published number, the element at fault, and a sentence. */
export type Broken = (rule: string, element: XmlElement, message: string) => void;

/** What the items of a message say together. */
export interface ItemSums {
  items: number;
  packages: number;
  massKg: number;
  packed: number;
  /** Items whose consignee is to be notified only (additional information 10600). */
  toOrder: number;
  consignors: number;
  readonly consignorTexts: Set<string>;
  isInSequence: boolean;
}

/** KinOfPacGS23, UN/ECE recommendation 21: bulk, and unpacked. */
export const bulk: ReadonlySet<string> = new Set(['VQ', 'VG', 'VL', 'VY', 'VR', 'VS', 'VO']);
export const unpacked: ReadonlySet<string> = new Set(['NE', 'NF', 'NG']);

export const isToOrder = (item: XmlElement): boolean =>
  item.children.some((child) => child.name === 'SPEMENMT2' && textOf(child, 'AddInfCodMT23') === '10600');
