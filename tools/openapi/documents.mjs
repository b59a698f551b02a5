/**
 * The services' OpenAPI documents from their own modules, put together as they are in each main.ts but with parts that touch nothing: a log in memory, a
 * database that nobody may ask. Nothing listens and nothing is started.
 */
import { generateKeyPairSync } from 'node:crypto';
import { catalogueIds } from '@watchpost/contracts';
import { createMemoryLog } from '@watchpost/messaging';
import { createHttpApplication, openApiOf } from '@watchpost/platform';
import { ReceiptSigner } from '@watchpost/security';
import { services } from './services.mjs';

/** Settings that modules read while they are put together; a description depends on none of them. */
const config = { LOG_LEVEL: 'fatal' };

const databaseOf = (service) => ({
  service,
  pool: null,
  close: async () => undefined,
});

/**
 * @param {(service: string, module: string) => Promise<Record<string, {with: (parts: object) => object}>>} load imports a service's module: built, or from
 *   its source
 * @returns {Promise<Record<string, object>>} by service
 */
export async function openApiDocuments(load) {
  const documents = {};
  for (const [service, { module, className, description }] of Object.entries(services)) {
    const { [className]: Module } = await load(service, module);
    documents[service] = await documentOf(service, Module, description);
  }
  return documents;
}

async function documentOf(service, Module, description) {
  const parts = {
    config,
    database: databaseOf(service),
    log: createMemoryLog({}),
    ids: catalogueIds(),
    signer: await passingSigner(),
  };
  const app = await createHttpApplication(Module.with(parts));
  try {
    // Through JSON, as it is served: what is undefined is left out.
    return JSON.parse(JSON.stringify(openApiOf(app, `Watchpost ${service}`, description)));
  } finally {
    await app.close();
  }
}

const passingSigner = () =>
  ReceiptSigner.fromPem(generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }));
