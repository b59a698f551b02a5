export { type MappingFault } from './csv/json-faults.ts';
export { type MappingAnswer, parseTableMapping } from './csv/parse-mapping.ts';
export { proposeMapping, type Proposal, type ProposedColumn } from './csv/propose/propose-mapping.ts';
export { type TableMapping } from './csv/table-mapping.ts';
export * from './document.ts';
export {
  type CostsAnswer,
  costOf,
  type FindingCost,
  findingCosts,
  type FindingCosts,
  parseFindingCosts,
} from './costs/finding-costs.ts';
export {
  findingCatalogue,
  findingClasses,
  type CatalogueEntry,
  type FindingClass,
  type FindingCode,
} from './finding-catalogue.ts';
export { defaultLimits } from './limits.ts';
export * from './line-json.ts';
export { type AssumedPart, type FieldOrigin, type ReadField, type SentPart } from './provenance/read-field.ts';
export * from './reader.ts';
export * from './reading-settings.ts';
export { formatOf, formats, recogniseFormat } from './registry.ts';
