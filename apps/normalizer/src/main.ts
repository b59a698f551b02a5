import { loadSchemaIds } from '@watchpost/contracts';
import { BatchStrategy, createKafkaLog } from '@watchpost/messaging';
import { brokerConnectionOf, loadConfig, registrySettingsOf, runService } from '@watchpost/platform';
import { normalizerSettings } from './configuration.ts';
import { NormalizerModule } from './normalizer.module.ts';

await runService(async () => {
  const config = loadConfig(normalizerSettings, process.env);
  const ids = await loadSchemaIds(registrySettingsOf(config));
  const log = createKafkaLog({ ...brokerConnectionOf(config), clientId: 'watchpost-normalizer' });
  return {
    name: 'normalizer',
    description: 'Reads what partners push into the canonical form. It has no doors but those of its health.',
    config,
    module: NormalizerModule.with({ log, ids, logLevel: config.LOG_LEVEL }),
    strategy: (app) => app.get(BatchStrategy),
  };
});
