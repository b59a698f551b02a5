import { createCodec, loadSchemaIds } from '@watchpost/contracts';
import { formats } from '@watchpost/formats';
import { createKafkaLog } from '@watchpost/messaging';
import { createDatabase } from '@watchpost/persistence';
import { brokerConnectionOf, loadConfig, registrySettingsOf } from '@watchpost/platform';
import { entitySaltOf } from '@watchpost/risk';
import { parentPort, workerData } from 'node:worker_threads';
import { operationsSettings } from '../../configuration.ts';
import { runLane } from '../engine/run.ts';
import { archiveOf } from '../reread/http-archive.ts';
import type { LaneMessage, LaneOrder } from './lane-threads.ts';

/** One lane of a replay in a thread: {@link LaneOrder} comes in, one {@link LaneMessage} goes out, `stop` stops it. */
const { replay, worker, positions, shared } = workerData as LaneOrder;
const port = parentPort!;
const stopping = new AbortController();
port.on('message', () => stopping.abort());

const config = loadConfig(operationsSettings, process.env);
const answer = (message: LaneMessage): void => port.postMessage(message);
try {
  const codec = createCodec(await loadSchemaIds(registrySettingsOf(config)));
  const database = await createDatabase({ url: config.DATABASE_URL, service: 'operations', poolSize: 1 });
  const log = createKafkaLog({ ...brokerConnectionOf(config), clientId: 'watchpost-replay' });
  try {
    const salt = entitySaltOf(config.SCORER_ENTITY_SALT);
    const archive = archiveOf(config);
    const mostChanges = config.OPERATIONS_REPLAY_CHANGES;
    const parts = { database, admin: await log.admin(), codec, salt, archive, formats, mostChanges };
    answer({ kind: 'ended', end: await runLane(replay, worker, positions, shared, parts, stopping.signal) });
  } finally {
    await log.close();
    await database.close();
  }
} catch (error) {
  const reason = error instanceof Error ? error.message : String(error);
  answer({ kind: 'failed', reason, transient: (error as { transient?: unknown }).transient === true });
}
port.close();
