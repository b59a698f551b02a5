import { loadSchemaIds } from '@watchpost/contracts';
import { BatchStrategy, createKafkaLog } from '@watchpost/messaging';
import { createDatabase } from '@watchpost/persistence';
import { brokerConnectionOf, loadConfig, registrySettingsOf, runService } from '@watchpost/platform';
import { targetingSettings } from './configuration.ts';
import { TargetingModule } from './targeting.module.ts';

await runService(async () => {
  const config = loadConfig(targetingSettings, process.env);
  const connection = brokerConnectionOf(config);
  const ids = await loadSchemaIds(registrySettingsOf(config));
  const database = await createDatabase({
    url: config.DATABASE_URL,
    service: 'targeting',
    poolSize: config.DATABASE_POOL_SIZE,
  });
  const log = createKafkaLog({ ...connection, clientId: 'watchpost-targeting' });
  return {
    name: 'targeting',
    description:
      'Decides which assessed items become alerts, and for which port. It has no doors but those of its health.',
    config,
    module: TargetingModule.with({ config, database, log, ids }),
    strategy: (app) => app.get(BatchStrategy),
  };
});
