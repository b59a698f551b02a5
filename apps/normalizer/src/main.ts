import { loadSchemaIds } from '@watchpost/contracts';
import { BatchStrategy, createKafkaLog } from '@watchpost/messaging';
import { brokerConnectionOf, createLogger, loadConfig, registrySettingsOf, runService } from '@watchpost/platform';
import { normalizerSettings } from './configuration.ts';
import { NormalizerModule } from './normalizer.module.ts';

await runService(async () => {
  const config = loadConfig(normalizerSettings, process.env);
  const ids = await loadSchemaIds(registrySettingsOf(config));
  const log = createKafkaLog({
    ...brokerConnectionOf(config),
    clientId: 'normalizer',
    logger: createLogger('normalizer', config.LOG_LEVEL),
  });
  return {
    name: 'normalizer',
    description: 'Reads manifests in their partners’ formats and declares the shipments in them.',
    config,
    module: NormalizerModule.with({
      log,
      ids,
      logLevel: config.LOG_LEVEL,
      openReaders: config.WATCHPOST_MANIFEST_READERS,
    }),
    strategy: (app) => app.get(BatchStrategy),
  };
});
