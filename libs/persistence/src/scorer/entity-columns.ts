import { type BulkColumn, columns } from '../bulk.ts';

/** Salted 64-bit keys of a shipment's entities. */
export interface EntityKeyRow {
  readonly consignor: bigint | null;
  readonly consignee: bigint | null;
  readonly consignorAddress: bigint | null;
  readonly consigneeAddress: bigint | null;
  readonly consigneePhone: bigint | null;
}

/** Columns of an entity each, in the order of the keys. */
export const entityKindColumns = [
  'consignor',
  'consignee',
  'consignor_address',
  'consignee_address',
  'consignee_phone',
] as const;
type EntityKindColumn = (typeof entityKindColumns)[number];

export const entityColumnNames = entityKindColumns.join(', ');

export type EntityColumns = Record<EntityKindColumn, BulkColumn>;

export const entityColumnsOf = <Item>(items: readonly Item[], keysOf: (item: Item) => EntityKeyRow): EntityColumns => ({
  consignor: columns.bigint(items, (item) => keysOf(item).consignor),
  consignee: columns.bigint(items, (item) => keysOf(item).consignee),
  consignor_address: columns.bigint(items, (item) => keysOf(item).consignorAddress),
  consignee_address: columns.bigint(items, (item) => keysOf(item).consigneeAddress),
  consignee_phone: columns.bigint(items, (item) => keysOf(item).consigneePhone),
});

/** int8 comes back as text. */
export const bigintOf = (text: string | null): bigint | null => (text === null ? null : BigInt(text));

/** The keys in a row that was read. */
export const entityKeysOf = (row: Readonly<Record<EntityKindColumn, string | null>>): EntityKeyRow => ({
  consignor: bigintOf(row.consignor),
  consignee: bigintOf(row.consignee),
  consignorAddress: bigintOf(row.consignor_address),
  consigneeAddress: bigintOf(row.consignee_address),
  consigneePhone: bigintOf(row.consignee_phone),
});
