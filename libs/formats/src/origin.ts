import type { Place } from '@watchpost/domain';
import type { ReadField, SentPart } from './provenance/read-field.ts';
import type { ReadLine, ReadMessage } from './reader.ts';

/** Where a part of a document begins in it. What is read of the part counts its places from there. */
export interface Origin {
  readonly offset: number;
  /** Lines of text before the one it begins in. */
  readonly rows: number;
}

export const documentStart: Origin = { offset: 0, rows: 0 };

/** A place in the document. */
export const placeFrom = (origin: Origin, place: Place): Place =>
  origin.offset === 0
    ? place
    : {
        ...place,
        offset: place.offset + origin.offset,
        row: place.row === null ? null : place.row + origin.rows,
      };

/** A line whose findings have their places in the document already. */
export function lineFrom(origin: Origin, line: ReadLine): ReadLine {
  if (origin.offset === 0) return line;
  const place = placeFrom(origin, line.place);
  if (line.kind === 'rejected') return { ...line, place };
  const fields = line.fields?.map((field) => fieldFrom(origin, field)) ?? null;
  if (line.kind === 'tracking') return { ...line, place, fields };
  const placeOf = (field: string): Place | null => {
    const own = line.placeOf(field);
    return own && placeFrom(origin, own);
  };
  return { ...line, place, fields, placeOf };
}

export const messageFrom = (origin: Origin, message: ReadMessage): ReadMessage =>
  origin.offset === 0
    ? message
    : {
        ...message,
        place: placeFrom(origin, message.place),
        facts: message.facts.map((fact) => ({ ...fact, place: placeFrom(origin, fact.place) })),
      };

const fieldFrom = (origin: Origin, field: ReadField): ReadField => ({
  ...field,
  place: field.place && placeFrom(origin, field.place),
  parts: field.parts.map((part) => partFrom(origin, part)),
  unit: field.unit && partFrom(origin, field.unit),
});

const partFrom = (origin: Origin, part: SentPart): SentPart => ({ ...part, place: placeFrom(origin, part.place) });
