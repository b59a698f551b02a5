export { QualityKeeper } from './quality-keeper.ts';
export { qualityQuery, qualityView } from './quality-view.ts';
export * from './quality.repository.ts';
