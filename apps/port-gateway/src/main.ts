import { loadSchemaIds } from '@watchpost/contracts';
import { BatchStrategy, createKafkaLog } from '@watchpost/messaging';
import { createDatabase } from '@watchpost/persistence';
import { brokerConnectionOf, loadConfig, registrySettingsOf, runService } from '@watchpost/platform';
import { portGatewaySettings } from './configuration.ts';
import { PortGatewayModule } from './port-gateway.module.ts';

await runService(async () => {
  const config = loadConfig(portGatewaySettings, process.env);
  const connection = brokerConnectionOf(config);
  const ids = await loadSchemaIds(registrySettingsOf(config));
  const database = await createDatabase({
    url: config.DATABASE_URL,
    service: 'port-gateway',
    poolSize: config.DATABASE_POOL_SIZE,
  });
  const log = createKafkaLog({ ...connection, clientId: 'watchpost-port-gateway' });
  return {
    name: 'port-gateway',
    description: 'The ports’ door: alerts by webhook, by stream and by cursor; steps and inspection results.',
    config,
    module: PortGatewayModule.with({ config, database, log, ids }),
    strategy: (app) => app.get(BatchStrategy),
  };
});
