import { loadSchemaIds } from '@watchpost/contracts';
import { BatchStrategy, createKafkaLog } from '@watchpost/messaging';
import { createDatabase } from '@watchpost/persistence';
import { brokerConnectionOf, loadConfig, registrySettingsOf, runService } from '@watchpost/platform';
import { operationsSettings } from './configuration.ts';
import { OperationsModule } from './operations.module.ts';
import { archiveOf } from './replays/reread/http-archive.ts';
import { forkWorker } from './replays/worker/worker-launcher.ts';

await runService(async () => {
  const config = loadConfig(operationsSettings, process.env);
  const connection = brokerConnectionOf(config);
  const ids = await loadSchemaIds(registrySettingsOf(config));
  const database = await createDatabase({
    url: config.DATABASE_URL,
    service: 'operations',
    poolSize: config.DATABASE_POOL_SIZE,
  });
  const log = createKafkaLog({ ...connection, clientId: 'watchpost-operations' });
  return {
    name: 'operations',
    description: 'The operators’ door: partners, ports, keys, flow, dead letters, effectiveness, schemas, audit.',
    config,
    module: OperationsModule.with({ config, database, log, ids, launchReplay: forkWorker, archive: archiveOf(config) }),
    strategy: (app) => app.get(BatchStrategy),
  };
});
