import { type Place } from '@watchpost/domain';
import { type JsonObject, type ReadField, type ReadLine, toJson } from '@watchpost/formats';

type Row = readonly string[];

/** Characters of a text that a column shows. */
const WIDTH = 48;

/** A line as a table for people: each field with its value, the text as it was sent and its place. null for a line without fields. */
export function fieldRows(line: ReadLine): readonly Row[] | null {
  if (line.kind === 'rejected' || line.fields === null) return null;
  const json = toJson(line, { file: '', format: '' })!;
  return [
    ['FIELD', 'VALUE', 'AS SENT', 'WHERE'],
    ...line.fields.map((field) => [field.field, clip(valueAt(json, field.field)), sentOf(field), whereOf(field)]),
  ];
}

/** `"1,500" "lb"`; of a moment with how exactly it was stated: `"20261125" to the day, zone assumed`. */
function sentOf({ sent, from, parts, unit, precision, assumed }: ReadField): string {
  const texts = from !== null ? ['-'] : (parts.length > 0 ? parts.map((part) => part.sent) : [sent!]).map(quoted);
  const exact = precision === null ? [] : [`to the ${precision}`];
  const open = assumed.length === 0 ? [] : [`${assumed.join(', ')} assumed`];
  return [[...texts, ...(unit === null ? [] : [quoted(unit.sent)])].join(' '), ...exact, ...open].join(', ');
}

const whereOf = ({ from, place }: ReadField): string => (from === null ? placeText(place!) : `from ${from}`);

const placeText = ({ offset, row, path }: Place): string =>
  [row === null ? `byte ${offset}` : `row ${row}`, path?.replace(/^row \d+, /, '') ?? ''].filter(Boolean).join(', ');

const quoted = (text: string): string => JSON.stringify(clip(text));
const clip = (text: string): string => (text.length <= WIDTH ? text : `${text.slice(0, WIDTH - 1).toWellFormed()}…`);

function valueAt(json: JsonObject, pointer: string): string {
  let value: unknown = json;
  for (const name of pointer.slice(1).split('/')) value = (value as JsonObject | undefined)?.[name];
  return String(value);
}
