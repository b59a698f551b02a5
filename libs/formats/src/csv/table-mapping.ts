import type { CsvField } from './columns.ts';

/** How a partner's table is to be read; kept with the partner, published as `schemas/table-mapping.schema.json`. */
export type TableMapping = SeparatedMapping | FixedMapping;

interface MappingOfRows {
  /** Lines of text before the header or the first row that are passed over. */
  readonly skipRows: number;
  /** Byte order mark before this, this before what the sender names; null leaves it to him. */
  readonly charset: string | null;
  readonly decimalSign: '.' | ',';
  /** Minutes east of UTC, for dates that state no zone. */
  readonly zoneMinutes: number;
  /** Texts that say nothing, such as `N/A`; compared without case. */
  readonly blanks: readonly string[];
  /** For what a row does not state. `massUnit` stands here too. */
  readonly constants: Readonly<Partial<Record<CsvField, string>>>;
  /** `adjacent`: rows that follow each other with the same item number are articles of one item. */
  readonly rowsOfItem: 'one' | 'adjacent';
}

export interface SeparatedMapping extends MappingOfRows {
  readonly kind: 'separated';
  /** One character of ASCII. */
  readonly separator: string;
  /** null where quotation marks are text like any other. */
  readonly quote: '"' | null;
  readonly header: 'present' | 'absent';
  readonly columns: readonly MappedColumn<ColumnSource>[];
}

export interface FixedMapping extends MappingOfRows {
  readonly kind: 'fixed';
  readonly unit: 'characters' | 'bytes';
  readonly columns: readonly MappedColumn<FixedSource>[];
}

/** Name in the header, or position from 1. */
export type ColumnSource = string | number;

/** `from` counts from 1. */
export interface FixedSource {
  readonly from: number;
  readonly length: number;
}

export interface MappedColumn<Source extends ColumnSource | FixedSource = ColumnSource | FixedSource> {
  /** Several are joined in this order. */
  readonly sources: readonly Source[];
  readonly join: string;
  /** None: known and passed over. Several: what stands between `split`, the last one takes the rest. */
  readonly fields: readonly CsvField[];
  readonly split: string;
  /** null for ISO 8601 and the forms of EDIFACT. */
  readonly dateForm: string | null;
  /** Texts of the partner to what is read instead; what is not among them stays. */
  readonly values: ReadonlyMap<string, string>;
}

/** Fields whose texts are dates. */
export const dateFields: ReadonlySet<CsvField> = new Set<CsvField>(['issuedAt', 'postedAt', 'departs', 'arrives']);
