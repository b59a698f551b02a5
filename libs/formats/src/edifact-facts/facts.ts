import type { Segment } from '../edifact/segment.ts';
import type { SegmentGroup } from '../edifact/structure/segment-group.ts';
import type { MessageFact } from '../reader.ts';

/** Where a fact stands: data element by position, from 1 and from 0. */
export interface FactRule {
  readonly name: string;
  readonly element: number;
  readonly component: number;
  /** The first data element says what the fact is of, and stands in its name. */
  readonly naming: 'qualified' | 'plain';
}

const plain = (name: string, element: number, component = 0): FactRule => ({
  name,
  element,
  component,
  naming: 'plain',
});
const qualified = (name: string, element: number, component = 0): FactRule => ({
  name,
  element,
  component,
  naming: 'qualified',
});

/** What is told of each segment. */
const told: Readonly<Record<string, readonly FactRule[]>> = {
  BGM: [plain('document type', 1), plain('document name', 1, 3), plain('function', 3), plain('response type', 4)],
  DTM: [qualified('moment', 1, 1)],
  LOC: [qualified('place', 2, 0), qualified('place name', 2, 3)],
  RFF: [qualified('reference', 1, 1)],
  QTY: [qualified('quantity', 1, 1)],
  CNT: [qualified('count', 1, 1)],
  NAD: [qualified('party', 2, 0), qualified('party name', 4, 0)],
  TDT: [plain('conveyance reference', 2), plain('mode', 3), plain('means', 8, 0), plain('name of means', 8, 3)],
  EQD: [qualified('equipment', 2, 0)],
  GIS: [plain('decision', 1)],
  GEI: [qualified('decision', 2, 0)],
  ERP: [plain('error point', 1, 0), plain('error position', 2, 0)],
  ERC: [plain('error', 1)],
  FTX: [qualified('text', 4, 0)],
  UCI: [plain('action', 4), plain('error', 5), plain('error segment', 6)],
  UCF: [plain('group', 1), plain('group action', 4), plain('group error', 5)],
  UCM: [plain('message', 1), plain('message type', 2), plain('message action', 3), plain('message error', 4)],
  UCS: [plain('segment position', 1), plain('segment error', 2)],
  UCD: [plain('element error', 1), plain('element position', 2)],
};

/** Facts of a message, in its order. */
export const factsOf = (group: SegmentGroup): readonly MessageFact[] =>
  segmentsOf(group).flatMap((segment) => (told[segment.tag] ?? []).flatMap((rule) => factOf(segment, rule)));

/** All segments of a group and of the groups within it, in the order of the document. */
export const segmentsOf = (group: SegmentGroup): readonly Segment[] =>
  [...group.segments, ...group.groups.flatMap((inner) => segmentsOf(inner))].sort((a, b) => a.offset - b.offset);

function factOf(segment: Segment, { name, element, component, naming }: FactRule): readonly MessageFact[] {
  const sited = segment.sited(element, component);
  if (sited === null) return [];
  const qualifier = segment.value(1);
  return [
    {
      name: naming === 'qualified' && qualifier !== '' ? `${name} ${qualifier}` : name,
      value: sited.text.trim(),
      place: sited.place,
    },
  ];
}
