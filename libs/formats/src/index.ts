export { type MappingFault } from './csv/json-faults.ts';
export { type MappingAnswer, parseTableMapping } from './csv/parse-mapping.ts';
export { type TableMapping } from './csv/table-mapping.ts';
export * from './document.ts';
export { findingCatalogue, type CatalogueEntry, type FindingCode } from './finding-catalogue.ts';
export { defaultLimits } from './limits.ts';
export * from './line-json.ts';
export * from './reader.ts';
export { formatOf, formats, recogniseFormat } from './registry.ts';
