export {
  type AlertEvidence,
  checkAlerts,
  type DeliveredAlert,
  type IssuedRevision,
  type KeptAlert,
  type SequencedAlert,
} from './checkers/alerts.checker.ts';
export { checkDrained, type Draining, type Unfinished } from './checkers/liveness.checker.ts';
export {
  checkConservation,
  checkOutcomes,
  type LineDecision,
  type LineOutcome,
  type OutcomeEvidence,
} from './checkers/outcomes.checker.ts';
export { checkReceipts, type KeptManifest, type PromisedReceipt } from './checkers/receipts.checker.ts';
export {
  type AppliedVersion,
  checkHeads,
  checkVersions,
  type StandingVersion,
  type StatedVersion,
} from './checkers/versions.checker.ts';
export { Journal } from './journal/journal.ts';
export {
  foldJournal,
  type JournaledSubmission,
  JournalFile,
  type JournalRead,
  readJournal,
  type SubmissionFate,
} from './journal/journal-file.ts';
export { type DeclaredLine, type JournalEntry, type Submission } from './journal/submission.ts';
export { ManualClock } from './manual-clock.ts';
export {
  type DrivenService,
  type PipelineOptions,
  PipelineTestDriver,
  type ServiceSurroundings,
} from './pipeline-test-driver.ts';
export { Sometimes } from './sometimes.ts';
export { createTestDatabase, type TestDatabase, testServerUrl } from './test-database.ts';
