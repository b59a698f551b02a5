import { generateKeyPairSync } from 'node:crypto';
import { type NestFastifyApplication } from '@nestjs/platform-fastify';
import { catalogueIds, type PartnerChanged, type PortChanged, topics } from '@watchpost/contracts';
import {
  createDatabase,
  DATABASE,
  type Database,
  depthOfOutbox,
  intakeStore,
  OutboxRelay,
} from '@watchpost/persistence';
import { loadConfig } from '@watchpost/platform';
import { generateKey, hashKey, keyIdOf, ReceiptSigner, type Scope } from '@watchpost/security';
import { type DrivenService, Journal, type LineOutcome, ManualClock, PipelineTestDriver } from '@watchpost/testing';
import { intakeSettings } from '../../../apps/intake/src/configuration.ts';
import { IntakeModule } from '../../../apps/intake/src/intake.module.ts';
import { leaveBodiesAlone } from '../../../apps/intake/src/submissions/raw-bodies.ts';
import { NormalizerModule } from '../../../apps/normalizer/src/normalizer.module.ts';
import { portGatewaySettings } from '../../../apps/port-gateway/src/configuration.ts';
import { PortGatewayModule } from '../../../apps/port-gateway/src/port-gateway.module.ts';
import { scorerSettings } from '../../../apps/scorer/src/configuration.ts';
import { loadScenario } from '../../../apps/scorer/src/scenario/scenario-folder.ts';
import { ScorerModule } from '../../../apps/scorer/src/scorer.module.ts';
import { targetingSettings } from '../../../apps/targeting/src/configuration.ts';
import { TargetingModule } from '../../../apps/targeting/src/targeting.module.ts';
import { ndjson } from '../manifests.ts';

export const PORT = 'jfk-mail';

const environment = (databaseUrl: string) => ({
  DATABASE_URL: databaseUrl,
  WATCHPOST_KAFKA_BROKERS: '127.0.0.1:1',
  LOG_LEVEL: 'silent',
  TARGETING_RANDOM_SHARE: '0',
});

/** Sends on what waits in the outbox, and says whether there was anything. */
const outboxBusy =
  (waiting: (database: Database) => Promise<{ readonly waiting: number }>) =>
  async (app: NestFastifyApplication): Promise<boolean> => {
    app.get(OutboxRelay, { strict: false }).nudge();
    return (await waiting(app.get<Database>(DATABASE, { strict: false }))).waiting > 0;
  };

const services: readonly DrivenService[] = [
  {
    name: 'intake',
    http: { configure: leaveBodiesAlone },
    busy: outboxBusy(intakeStore.depthOfManifestOutbox),
    module: async ({ log, clock, databaseUrl }) => {
      const config = loadConfig(intakeSettings, environment(databaseUrl));
      const pem = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
      const database = await createDatabase({ url: databaseUrl, service: 'intake', poolSize: 4 });
      const signer = await ReceiptSigner.fromPem(pem);
      return IntakeModule.with({ config, database, ids: catalogueIds(), log, signer, clock });
    },
  },
  { name: 'normalizer', module: ({ log, clock }) => NormalizerModule.with({ log, clock, logLevel: 'silent' }) },
  {
    name: 'scorer',
    module: async ({ log, clock, databaseUrl }) => {
      const config = loadConfig(scorerSettings, environment(databaseUrl));
      const database = await createDatabase({ url: databaseUrl, service: 'scorer', poolSize: 4 });
      return ScorerModule.with({ config, database, log, scenario: loadScenario(config.SCORER_SCENARIO), clock });
    },
  },
  {
    name: 'targeting',
    busy: outboxBusy(depthOfOutbox),
    module: async ({ log, clock, databaseUrl }) => {
      const config = loadConfig(targetingSettings, environment(databaseUrl));
      const database = await createDatabase({ url: databaseUrl, service: 'targeting', poolSize: 4 });
      return TargetingModule.with({ config, database, log, clock });
    },
  },
  {
    name: 'port-gateway',
    busy: outboxBusy(depthOfOutbox),
    module: async ({ log, clock, databaseUrl }) => {
      const config = loadConfig(portGatewaySettings, environment(databaseUrl));
      const database = await createDatabase({ url: databaseUrl, service: 'port-gateway', poolSize: 4 });
      return PortGatewayModule.with({ config, database, log, clock });
    },
  },
];

export interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Partners, one port, and the five services between them, in one thread. */
export class Pipeline {
  readonly journal = new Journal();
  readonly #keys = new Map<string, string>();

  private constructor(readonly driver: PipelineTestDriver) {}

  static async start(): Promise<Pipeline> {
    const driver = await PipelineTestDriver.start({ services, clock: new ManualClock('2026-11-24T06:00:00Z') });
    const pipeline = new Pipeline(driver);
    await driver.publishEvent(topics.portsChanged, pipeline.#port());
    await driver.pump();
    return pipeline;
  }

  async admit(partner: string, settings: Partial<PartnerChanged> = {}): Promise<void> {
    const changed: PartnerChanged = {
      partner,
      version: 1,
      name: partner,
      country: null,
      active: true,
      testMode: false,
      formatHint: null,
      reading: null,
      requestsPerMinute: 100_000,
      bytesPerMinute: 1_000_000_000,
      keys: [this.#issue(partner, 'wp_partner', ['manifests:write', 'manifests:read'])],
      changedAt: this.driver.clock.now(),
      changedBy: 'operator:test',
      ...settings,
    };
    await this.driver.publishEvent(topics.partnersChanged, changed);
    await this.driver.pump();
  }

  /** Pushes a manifest of Watchpost JSON and lets everything that follows from it happen. */
  async submit(partner: string, lines: readonly object[], headers: Record<string, string> = {}): Promise<Answer> {
    const answer = await this.push(partner, ndjson(lines), headers);
    if (answer.status === 202) this.journal.accepted(String(answer.body['manifestId']), lines.length);
    await this.driver.pump();
    return answer;
  }

  /** Pushes bytes and looks no further. */
  async push(partner: string, payload: string, headers: Record<string, string> = {}): Promise<Answer> {
    const { statusCode, body } = await this.driver.request('intake', {
      method: 'POST',
      url: '/v1/manifests',
      headers: { ...this.#bearer(partner), 'content-type': 'application/x-ndjson', ...headers },
      payload,
    });
    return { status: statusCode, body: JSON.parse(body) as Answer['body'] };
  }

  /** What a partner is told of every line it pushed. */
  async outcomes(partner: string): Promise<readonly LineOutcome[]> {
    const found: LineOutcome[] = [];
    for (const manifestId of this.journal.manifests) {
      const { statusCode, body } = await this.driver.request('intake', {
        method: 'GET',
        url: `/v1/manifests/${manifestId}/lines?limit=1000`,
        headers: this.#bearer(partner),
      });
      if (statusCode === 404) continue;
      const { items } = JSON.parse(body) as { items: { ordinal: number; state: string }[] };
      found.push(...items.map(({ ordinal, state }) => ({ manifestId, ordinal, outcome: state })));
    }
    return found;
  }

  /** Alerts as the port reads them. */
  async alerts(): Promise<readonly Readonly<Record<string, unknown>>[]> {
    const { body } = await this.driver.request('port-gateway', {
      method: 'GET',
      url: '/v1/alerts?limit=500',
      headers: this.#bearer(PORT),
    });
    return (JSON.parse(body) as { items: Readonly<Record<string, unknown>>[] }).items;
  }

  close(): Promise<void> {
    return this.driver.close();
  }

  #port(): PortChanged {
    return {
      port: PORT,
      version: 1,
      name: 'JFK mail',
      country: 'US',
      active: true,
      places: ['JFK', 'USJFK*'],
      capacityPerShift: 100,
      shiftHours: 8,
      dwellHours: 24,
      keys: [this.#issue(PORT, 'wp_port', ['alerts:read', 'alerts:write'])],
      changedAt: this.driver.clock.now(),
      changedBy: 'operator:test',
    };
  }

  #issue(owner: string, prefix: 'wp_partner' | 'wp_port', scopes: readonly Scope[]) {
    const key = generateKey(prefix);
    this.#keys.set(owner, key);
    return { keyId: keyIdOf(hashKey(key)), hash: hashKey(key), scopes: [...scopes], expiresAt: null, revokedAt: null };
  }

  #bearer(owner: string): Record<string, string> {
    return { authorization: `Bearer ${this.#keys.get(owner)!}` };
  }
}
