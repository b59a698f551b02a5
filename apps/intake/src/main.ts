import { loadSchemaIds } from '@watchpost/contracts';
import { BatchStrategy, createKafkaLog } from '@watchpost/messaging';
import { createDatabase } from '@watchpost/persistence';
import { brokerConnectionOf, createLogger, loadConfig, registrySettingsOf, runService } from '@watchpost/platform';
import { ReceiptSigner } from '@watchpost/security';
import { type IntakeConfig, intakeSettings } from './configuration.ts';
import { IntakeModule } from './intake.module.ts';
import { leaveBodiesAlone } from './submissions/raw-bodies.ts';

await runService(async () => {
  const config = loadConfig(intakeSettings, process.env);
  const signer = await signerOf(config);
  const ids = await loadSchemaIds(registrySettingsOf(config));
  const database = await createDatabase({
    url: config.DATABASE_URL,
    service: 'intake',
    poolSize: config.DATABASE_POOL_SIZE,
  });
  const log = createKafkaLog({
    ...brokerConnectionOf(config),
    clientId: 'intake',
    logger: createLogger('intake', config.LOG_LEVEL),
  });
  return {
    name: 'intake',
    description: 'The partners’ door: push manifests, get receipts, see what became of every line.',
    config,
    module: IntakeModule.with({ config, database, ids, log, signer }),
    strategy: (app) => app.get(BatchStrategy),
    http: { requestTimeoutMs: config.WATCHPOST_UPLOAD_TIMEOUT_MS, configure: leaveBodiesAlone },
  };
});

function signerOf(config: IntakeConfig): Promise<ReceiptSigner> {
  const pem = config.WATCHPOST_RECEIPT_KEY_PEM;
  return pem === undefined ? ReceiptSigner.fromFile(config.WATCHPOST_RECEIPT_KEY_FILE) : ReceiptSigner.fromPem(pem);
}
