import { constants } from 'node:os';
import { giveUp } from './bootstrap/machine.mjs';
import { testEngines, testImages } from './bootstrap/test-engines.mjs';

/**
 * Starts a real Kafka and a real PostgreSQL once for a run of the integration tests, on free ports, and tells the tests where
 * they are: `WATCHPOST_TEST_KAFKA_BROKERS` (comma list of host:port) and `WATCHPOST_TEST_DATABASE_URL` (as the superuser).
 * Where both are set already, those are used and nothing is started.
 *
 * The library is loaded from its source, which Node 24 reads as it is, so that the tests need no build.
 */
export default async function setUpEngines() {
  if (process.env.WATCHPOST_TEST_KAFKA_BROKERS && process.env.WATCHPOST_TEST_DATABASE_URL) return;
  const { EngineError, startTestContainers, startTestEngines } = await import('../libs/engines/src/index.ts');
  const progress = (text) => process.stderr.write(`test engines: ${text}\n`);
  const kind = testEngines();
  const starting = kind === 'containers' ? startTestContainers(testImages(), progress) : startTestEngines(progress);
  const engines = await starting.catch((error) => {
    if (error instanceof EngineError) giveUp(error.message, error.exitCode);
    throw error;
  });
  endWithTheRun(engines);
  process.env.WATCHPOST_TEST_KAFKA_BROKERS = engines.brokers;
  process.env.WATCHPOST_TEST_DATABASE_URL = engines.databaseUrl;
  globalThis.watchpostTestEngines = engines;
}

/** Jest tears nothing down when it is told to end. A second signal ends it at once; the next run clears what is left then. */
function endWithTheRun(engines) {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.once(signal, async () => {
      await engines.stop().catch((error) => process.stderr.write(`test engines: ${error.message}\n`));
      process.exit(128 + constants.signals[signal]);
    });
  }
}
