import { conveyanceUnit, unitNamed } from '@watchpost/domain';
import type { LineEmitter } from '../line-emitter.ts';
import { saysSomething } from '../units/units-of-manifest.ts';
import { HeaderScope } from '../xml/scope.ts';
import type { XmlElement } from '../xml/xml-element.ts';
import { every, first } from '../xml/xml-path.ts';
import { issueTimeOf } from './issue-time.ts';
import type { LineKind, UnitsTable } from './message-kind.ts';
import { codeAt, mapConveyance } from './shipment-mapper.ts';

/** What a message says of units as a whole. Errors in it cost no line. */
export function tellUnits(
  emitter: LineEmitter,
  root: XmlElement,
  table: UnitsTable,
  stated: LineKind['function'],
): void {
  const draft = emitter.sharedDraft(root.place);
  const header = new HeaderScope(root, root);
  const purpose = (typeof stated === 'string' ? stated : codeAt(draft, 'function', header, stated)) ?? 'original';
  const named = table.numbers.flatMap(({ kind, source }, depth) =>
    every(source, root).flatMap((sited) => {
      const unit = unitNamed(kind, draft.text('unit', sited));
      return unit === null ? [] : [{ unit, depth, place: sited.place }];
    }),
  );
  if (named.length === 0) return;
  const conveyance = mapConveyance(draft, header, table.conveyance);
  const portOfArrival = table.portOfArrival ? draft.text('portOfArrival', first(table.portOfArrival, root)) : null;
  const issuedAt = issueTimeOf(draft, root, table.issued, emitter.options.receivedAt);
  const carrier = conveyanceUnit(conveyance);
  const way = { conveyance, portOfArrival, function: purpose };
  for (const { unit, depth, place } of named) {
    const around = named.filter((other) => other.depth > depth).map((other) => other.unit);
    const told = { ...unit, ...way, within: carrier === null ? around : [...around, carrier] };
    if (saysSomething(told)) emitter.tell(place, issuedAt, told);
  }
  if (carrier !== null && conveyance!.arrivesAt !== null) emitter.tell(root.place, issuedAt, { ...carrier, ...way });
}
