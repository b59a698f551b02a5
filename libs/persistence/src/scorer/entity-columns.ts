import { type BulkColumn, columns } from '../bulk.ts';

/** Salted 64-bit keys of a shipment's entities. */
export interface EntityKeyRow {
  readonly consignor: bigint | null;
  readonly consignee: bigint | null;
  readonly consignorAddress: bigint | null;
  readonly consigneeAddress: bigint | null;
  readonly consigneePhone: bigint | null;
}

export const entityColumnNames = 'consignor, consignee, consignor_address, consignee_address, consignee_phone';

export type EntityColumns = Record<
  'consignor' | 'consignee' | 'consignor_address' | 'consignee_address' | 'consignee_phone',
  BulkColumn
>;

export const entityColumnsOf = <Item>(items: readonly Item[], keysOf: (item: Item) => EntityKeyRow): EntityColumns => ({
  consignor: columns.bigint(items, (item) => keysOf(item).consignor),
  consignee: columns.bigint(items, (item) => keysOf(item).consignee),
  consignor_address: columns.bigint(items, (item) => keysOf(item).consignorAddress),
  consignee_address: columns.bigint(items, (item) => keysOf(item).consigneeAddress),
  consignee_phone: columns.bigint(items, (item) => keysOf(item).consigneePhone),
});

/** int8 comes back as text. */
export const bigintOf = (text: string | null): bigint | null => (text === null ? null : BigInt(text));
