/**
 * Starts a real Kafka and a real PostgreSQL once for a run of the integration tests, on free ports, and tells the tests where
 * they are: `WATCHPOST_TEST_KAFKA_BROKERS` (comma list of host:port) and `WATCHPOST_TEST_DATABASE_URL` (as the superuser).
 * Where both are set already, those are used and nothing is started.
 *
 * The library is loaded from its source, which Node 24 reads as it is, so that the tests need no build.
 */
export default async function setUpEngines() {
  if (process.env.WATCHPOST_TEST_KAFKA_BROKERS && process.env.WATCHPOST_TEST_DATABASE_URL) return;
  const { startTestEngines } = await import('../libs/engines/src/index.ts');
  const engines = await startTestEngines((text) => process.stderr.write(`test engines: ${text}\n`));
  process.env.WATCHPOST_TEST_KAFKA_BROKERS = engines.brokers;
  process.env.WATCHPOST_TEST_DATABASE_URL = engines.databaseUrl;
  globalThis.watchpostTestEngines = engines;
}
