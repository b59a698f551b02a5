import { describe, expect, it } from '@jest/globals';
import { countsOf } from './bootstrap/test-counts.mjs';

const report = {
  numPassedTests: 10,
  numFailedTests: 0,
  numPendingTests: 1,
  numTodoTests: 1,
  numRuntimeErrorTestSuites: 0,
};

describe('the counts of a test run', () => {
  it('are those of its tests', () => expect(countsOf(report, 0)).toEqual({ passed: 10, failed: 0, skipped: 2 }));

  it('take a file that could not be loaded for a failure', () => {
    expect(countsOf({ ...report, numRuntimeErrorTestSuites: 2, numFailedTests: 1 }, 1).failed).toBe(3);
  });

  it('take a run that ended badly for a failure', () => {
    expect(countsOf(report, 1).failed).toBe(1);
    expect(countsOf(null, null)).toEqual({ passed: 0, failed: 1, skipped: 0 });
  });
});
