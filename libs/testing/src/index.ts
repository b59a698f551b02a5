export { type AppliedVersion, checkOutcomes, checkVersions, Journal, type LineOutcome } from './journal.ts';
export { ManualClock } from './manual-clock.ts';
export {
  type DrivenService,
  type PipelineOptions,
  PipelineTestDriver,
  type ServiceSurroundings,
} from './pipeline-test-driver.ts';
export { createTestDatabase, type TestDatabase, testServerUrl } from './test-database.ts';
