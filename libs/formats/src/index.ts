export * from './document.ts';
export { findingCatalogue, type CatalogueEntry, type FindingCode } from './finding-catalogue.ts';
export { defaultLimits } from './limits.ts';
export * from './line-json.ts';
export * from './reader.ts';
export { formatOf, formats, recogniseFormat } from './registry.ts';
