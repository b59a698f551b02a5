/**
 * Counts of a run. A file that could not be loaded has no tests that failed, but it has failed: it counts as one. So does a run
 * that ended badly without a failed test (Jest itself fell, or its set-up did).
 * @param report what Jest wrote with --json, or null where it wrote nothing
 * @param code its exit code
 */
export function countsOf(report, code) {
  if (report === null) return { passed: 0, failed: 1, skipped: 0 };
  const passed = report.numPassedTests;
  const skipped = report.numPendingTests + report.numTodoTests;
  const failed = report.numFailedTests + report.numRuntimeErrorTestSuites;
  return { passed, failed: failed === 0 && code !== 0 ? 1 : failed, skipped };
}
