import { loadSchemaIds } from '@watchpost/contracts';
import { BatchStrategy, createKafkaLog } from '@watchpost/messaging';
import { createDatabase } from '@watchpost/persistence';
import { brokerConnectionOf, loadConfig, registrySettingsOf, runService } from '@watchpost/platform';
import { scorerSettings } from './configuration.ts';
import { loadScenario } from './scenario/scenario-folder.ts';
import { ScorerModule } from './scorer.module.ts';

await runService(async () => {
  const config = loadConfig(scorerSettings, process.env);
  const scenario = loadScenario(config.SCORER_SCENARIO);
  const connection = brokerConnectionOf(config);
  const ids = await loadSchemaIds(registrySettingsOf(config));
  const database = await createDatabase({
    url: config.DATABASE_URL,
    service: 'scorer',
    poolSize: config.DATABASE_POOL_SIZE,
  });
  const log = createKafkaLog({ ...connection, clientId: 'watchpost-scorer' });
  return {
    name: 'scorer',
    description: 'Scores every declared shipment, with reasons. It has no doors but those of its health.',
    config,
    module: ScorerModule.with({ config, database, log, scenario, ids }),
    strategy: (app) => app.get(BatchStrategy),
  };
});
