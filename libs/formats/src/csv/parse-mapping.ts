import { TextDecoder } from 'node:util';
import { csvFields, type CsvField } from './columns.ts';
import { dateReader, zoneMinutesOf } from './date-form.ts';
import { JsonFaults, type JsonMember, type MappingFault } from './json-faults.ts';
import {
  type ColumnSource,
  dateFields,
  type FixedSource,
  type MappedColumn,
  type TableMapping,
} from './table-mapping.ts';

export type MappingAnswer =
  | { readonly kind: 'valid'; readonly mapping: TableMapping }
  | { readonly kind: 'invalid'; readonly faults: readonly MappingFault[] };

/** Members of a mapping by its kind, and of a column; the published schema names the same. */
export const mappingMembers = {
  separated: ['separator', 'quote', 'header'],
  fixed: ['unit'],
  rows: [
    '$schema',
    'kind',
    'skipRows',
    'charset',
    'decimalSign',
    'timeZone',
    'massUnit',
    'blanks',
    'constants',
    'rowsOfItem',
    'columns',
  ],
  column: ['column', 'join', 'field', 'split', 'dateForm', 'values'],
} as const;

const COLUMNS = 500;
const TEXTS = 1_000;
const massUnits = ['KGM', 'GRM', 'LBR', 'ONZ'] as const;
const known: ReadonlySet<string> = new Set(csvFields);

/** A mapping as it is written in JSON, with every fault that it has. @param json parsed JSON of any shape */
export function parseTableMapping(json: unknown): MappingAnswer {
  const faults = new JsonFaults();
  const mapping = mappingOf(faults.root(json), faults);
  return faults.found.length === 0 ? { kind: 'valid', mapping } : { kind: 'invalid', faults: faults.found };
}

function mappingOf(root: JsonMember, faults: JsonFaults): TableMapping {
  const kind = faults.oneOf(root.member('kind'), ['separated', 'fixed'], 'separated', 'required');
  root.only([...mappingMembers.rows, ...mappingMembers[kind]]);
  const rows = {
    skipRows: faults.whole(root.member('skipRows'), 0, 1_000, 0),
    charset: charsetOf(root.member('charset'), faults),
    decimalSign: faults.oneOf(root.member('decimalSign'), ['.', ','], '.'),
    zoneMinutes: zoneOf(root.member('timeZone'), faults),
    blanks: faults.texts(root.member('blanks'), TEXTS),
    constants: constantsOf(root, faults),
    rowsOfItem: faults.oneOf(root.member('rowsOfItem'), ['one', 'adjacent'], 'one'),
  };
  const columns = root.member('columns');
  const entries = faults.list(columns, 1, COLUMNS);
  if (kind === 'fixed') {
    const unit = faults.oneOf(root.member('unit'), ['characters', 'bytes'], 'characters');
    return { kind, ...rows, unit, columns: mapped(entries, faults, (source) => fixedSource(source, faults)) };
  }
  const header = root.member('header').value === false ? 'absent' : 'present';
  if (![true, false, undefined].includes(root.member('header').value as boolean))
    faults.report(root.member('header'), 'has to be true or false');
  const quote = root.member('quote').value === null ? null : faults.oneOf(root.member('quote'), ['"'], '"');
  const read = (source: JsonMember) => columnSource(source, header, faults);
  return {
    kind,
    ...rows,
    separator: separatorOf(root.member('separator'), faults),
    quote,
    header,
    columns: mapped(entries, faults, read),
  };
}

function mapped<Source extends ColumnSource | FixedSource>(
  entries: readonly JsonMember[],
  faults: JsonFaults,
  read: (source: JsonMember) => Source,
): readonly MappedColumn<Source>[] {
  const taken = new Set<string>();
  return entries.map((entry) => {
    entry.only(mappingMembers.column);
    const column = entry.member('column');
    const sources = Array.isArray(column.value) ? faults.list(column, 1, 20) : [column];
    const fields = fieldsOf(entry.member('field'), faults, taken);
    const split = faults.text(entry.member('split'), 1, 10, ',');
    const dateForm = dateFormOf(entry.member('dateForm'), fields, faults);
    const values = faults.textMap(entry.member('values'), TEXTS);
    return {
      sources: sources.map(read),
      join: faults.text(entry.member('join'), 0, 10, ' '),
      fields,
      split,
      dateForm,
      values,
    };
  });
}

function fieldsOf(member: JsonMember, faults: JsonFaults, taken: Set<string>): readonly CsvField[] {
  if (member.value === null) return [];
  const members = Array.isArray(member.value) ? faults.list(member, 2, 20) : [member];
  return members.flatMap((each) => {
    if (typeof each.value !== 'string' || !known.has(each.value)) {
      faults.report(each, `has to be a field (docs/formats/csv.md), or null for a column that is passed over`);
      return [];
    }
    if (taken.has(each.value)) faults.report(each, `${each.value} is read from another column already`);
    taken.add(each.value);
    return [each.value as CsvField];
  });
}

function dateFormOf(member: JsonMember, fields: readonly CsvField[], faults: JsonFaults): string | null {
  if (member.value === undefined || member.value === null) return null;
  const form = faults.text(member, 1, 40, '');
  if (dateReader(form, 0) === null) faults.report(member, 'is no form of a date, such as dd/MM/yyyy or epoch-seconds');
  if (!fields.some((field) => dateFields.has(field))) faults.report(member, 'belongs to a column that is a date');
  return form;
}

function columnSource(member: JsonMember, header: 'present' | 'absent', faults: JsonFaults): ColumnSource {
  if (typeof member.value === 'number') return faults.whole(member, 1, 10_000, 1);
  if (header === 'absent') faults.report(member, 'has to be a position from 1: there is no header');
  else if (typeof member.value !== 'string')
    faults.report(member, 'has to be a name of the header or a position from 1');
  return typeof member.value === 'string' ? faults.text(member, 1, 200, '') : 1;
}

function fixedSource(member: JsonMember, faults: JsonFaults): FixedSource {
  if (!member.isObject) faults.report(member, 'has to be {"from": …, "length": …}');
  else member.only(['from', 'length']);
  return {
    from: faults.whole(member.member('from'), 1, 100_000, null),
    length: faults.whole(member.member('length'), 1, 100_000, null),
  };
}

function constantsOf(root: JsonMember, faults: JsonFaults): TableMapping['constants'] {
  const unit = faults.oneOf(root.member('massUnit'), massUnits, 'KGM');
  const member = root.member('constants');
  for (const name of faults.textMap(member, TEXTS).keys())
    if (!known.has(name)) faults.report(member.member(name), 'is no field (docs/formats/csv.md)');
  return { massUnit: unit, ...Object.fromEntries(faults.textMap(member, TEXTS)) };
}

function separatorOf(member: JsonMember, faults: JsonFaults): string {
  const separator = faults.text(member, 1, 1, ',');
  if (/^[A-Za-z0-9"\r\n]$|[^\t -~]/.test(separator)) faults.report(member, 'has to be one sign of ASCII');
  return separator;
}

function charsetOf(member: JsonMember, faults: JsonFaults): string | null {
  if (member.value === undefined || member.value === null) return null;
  const name = faults.text(member, 1, 40, 'utf-8');
  try {
    return new TextDecoder(name).encoding;
  } catch {
    faults.report(member, 'is no character set that is known');
    return null;
  }
}

function zoneOf(member: JsonMember, faults: JsonFaults): number {
  const minutes = zoneMinutesOf(faults.text(member, 1, 6, 'Z'));
  if (minutes === null) faults.report(member, 'has to be a time zone such as +08:00 or Z');
  return minutes ?? 0;
}
