/** One column of a set of rows that goes into a statement as one array parameter. */
export interface BulkColumn {
  readonly type: string;
  readonly values: readonly unknown[];
}

const column =
  <V>(type: string) =>
  <Item>(items: readonly Item[], of: (item: Item) => V | null): BulkColumn => ({ type, values: items.map(of) });

/** Columns by the type they have in PostgreSQL: `columns.uuid(alerts, (alert) => alert.id)`. */
export const columns = {
  uuid: column<string>('uuid'),
  text: column<string>('text'),
  int: column<number>('int'),
  /** As number where it is safe, else as bigint or text. */
  bigint: column<number | bigint | string>('bigint'),
  double: column<number>('float8'),
  boolean: column<boolean>('boolean'),
  bytea: column<Buffer>('bytea'),
  /** Epoch milliseconds. */
  time: <Item>(items: readonly Item[], of: (item: Item) => number | null): BulkColumn => ({
    type: 'timestamptz',
    values: items.map((item) => isoOf(of(item))),
  }),
  /** Any value that JSON can hold. */
  json: <Item>(items: readonly Item[], of: (item: Item) => unknown): BulkColumn => ({
    type: 'jsonb',
    values: items.map((item) => jsonOf(of(item))),
  }),
};

export interface BulkRows<Name extends string> {
  /** `unnest($1::uuid[], $2::text[]) as rows (id, name)`: stands after `from`. */
  readonly from: string;
  /** The columns' names, comma-separated, in order. */
  readonly names: string;
  /** Array literals, one a column, in order. */
  readonly values: readonly string[];
  /** Which parameter number is the next free one. */
  readonly next: number;
  readonly columns: readonly Name[];
}

/**
 * Many rows as few parameters: one array a column, so a statement's text does not depend on how many rows there are and can be
 * prepared. The arrays are written as literals, which costs `pg` less than arrays of JavaScript values.
 * @param first number of the first parameter: 1 unless other parameters stand before
 */
export function bulkRows<Name extends string>(rows: Readonly<Record<Name, BulkColumn>>, first = 1): BulkRows<Name> {
  const names = Object.keys(rows) as Name[];
  const parameters = names.map((name, index) => `$${first + index}::${rows[name].type}[]`);
  return {
    from: `unnest(${parameters.join(', ')}) as rows (${names.join(', ')})`,
    names: names.join(', '),
    values: names.map((name) => arrayLiteral(rows[name].values)),
    next: first + names.length,
    columns: names,
  };
}

/** PostgreSQL's array literal: `{"a","b\"c",NULL}`. */
export function arrayLiteral(values: readonly unknown[]): string {
  let text = '{';
  for (let index = 0; index < values.length; index += 1) {
    if (index > 0) text += ',';
    text += elementOf(values[index]);
  }
  return text + '}';
}

const needsEscape = /["\\]/u;

function elementOf(value: unknown): string {
  if (value === null || value === undefined) return 'NULL';
  if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean') return String(value);
  if (Buffer.isBuffer(value)) return `"\\\\x${value.toString('hex')}"`;
  const text = String(value);
  return needsEscape.test(text) ? `"${text.replace(/["\\]/gu, '\\$&')}"` : `"${text}"`;
}

const isoOf = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());
const jsonOf = (value: unknown): string | null =>
  value === null || value === undefined ? null : JSON.stringify(value);
