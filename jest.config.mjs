import { readFileSync } from 'node:fs';

const swc = JSON.parse(readFileSync(new URL('./.swcrc', import.meta.url), 'utf8'));
delete swc.jsc.rewriteRelativeImportExtensions; // Jest resolves .ts by itself
delete swc.exclude;

const base = {
  rootDir: import.meta.dirname,
  testEnvironment: 'node',
  testEnvironmentOptions: {
    customExportConditions: ['@watchpost/source', 'node', 'node-addons'],
  },
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '^.+\\.ts$': ['@swc/jest', { ...swc, swcrc: false, sourceMaps: 'inline' }] },
  modulePathIgnorePatterns: ['/dist/', '<rootDir>/.watchpost/', '<rootDir>/.nx/'],
};

const sources = [
  '<rootDir>/libs/*/{src,test}/**',
  '<rootDir>/apps/*/{src,test}/**',
  '<rootDir>/chaos/src/**',
  '<rootDir>/tools/**',
];

const engines = {
  globalSetup: '<rootDir>/tools/test-engines.setup.mjs',
  globalTeardown: '<rootDir>/tools/test-engines.teardown.mjs',
};

/**
 * Four kinds of test, told apart by the ending of the file's name:
 *  - `x.spec.ts` touches no network and no database;
 *  - `x.integration.spec.ts`, and the services together in one thread (`e2e/src/pipeline`), use the real Kafka and the real PostgreSQL that the
 *    global set-up starts once a run, as processes or as containers (`WATCHPOST_TEST_ENGINES`);
 *  - `x.embedded.spec.ts` starts engines of its own besides, which it kills, freezes or locks up: always processes of this machine;
 *  - `e2e/` starts the whole product and drives it as partner, port and operator do.
 */
export default {
  testTimeout: 60_000,
  projects: [
    {
      ...base,
      displayName: 'unit',
      testMatch: sources.map((at) => `${at}/*.spec.ts`),
      testPathIgnorePatterns: ['/node_modules/', '\\.(integration|embedded)\\.spec\\.ts$'],
    },
    {
      ...base,
      displayName: 'integration',
      testMatch: [...sources.map((at) => `${at}/*.integration.spec.ts`), '<rootDir>/e2e/src/pipeline/*.spec.ts'],
      ...engines,
    },
    {
      ...base,
      displayName: 'embedded',
      testMatch: sources.map((at) => `${at}/*.embedded.spec.ts`),
      ...engines,
    },
    { ...base, displayName: 'e2e', testMatch: ['<rootDir>/e2e/src/*.spec.ts'] },
  ],
};
