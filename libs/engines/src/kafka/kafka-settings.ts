import { type BrokerSecurity, securedListener } from './broker-security.ts';

export interface BrokerPlace {
  readonly port: number;
  readonly controllerPort: number;
  readonly dataDirectory: string;
  /** null: whoever reaches the loopback address may come. */
  readonly secured: { readonly security: BrokerSecurity; readonly internalPort: number } | null;
}

/**
 * `server.properties` of a single KRaft node that is broker and controller at once, on the loopback address only.
 * Retention and sizes of a topic come from the topic's own settings; what stands here bounds what nobody said.
 */
export function serverProperties({ port, controllerPort, dataDirectory, secured }: BrokerPlace): string {
  const listeners = secured === null ? `PLAINTEXT://127.0.0.1:${port}` : securedListeners(port, secured.internalPort);
  const settings: Record<string, string | number | boolean> = {
    'process.roles': 'broker,controller',
    'node.id': 1,
    'controller.quorum.voters': `1@127.0.0.1:${controllerPort}`,
    'controller.listener.names': 'CONTROLLER',
    listeners: `${listeners},CONTROLLER://127.0.0.1:${controllerPort}`,
    'advertised.listeners': listeners,
    'listener.security.protocol.map': 'PLAINTEXT:PLAINTEXT,SASL_SSL:SASL_SSL,CONTROLLER:PLAINTEXT',
    'inter.broker.listener.name': 'PLAINTEXT',
    ...(secured === null ? {} : securedListener(secured.security)),
    'log.dirs': dataDirectory,
    'auto.create.topics.enable': false,
    'default.replication.factor': 1,
    'min.insync.replicas': 1,
    'offsets.topic.replication.factor': 1,
    // One partition: the group coordinator is loaded as a whole or not at all, so that one question tells.
    'offsets.topic.num.partitions': 1,
    'transaction.state.log.replication.factor': 1,
    'transaction.state.log.min.isr': 1,
    'transaction.state.log.num.partitions': 1,
    'share.coordinator.state.topic.replication.factor': 1,
    'share.coordinator.state.topic.min.isr': 1,
    'share.coordinator.state.topic.num.partitions': 1,
    // A single stack has nobody to wait for before it hands out partitions.
    'group.initial.rebalance.delay.ms': 0,
    'log.segment.bytes': 64 * 1024 * 1024,
    'log.retention.bytes': 1024 * 1024 * 1024,
    'log.retention.check.interval.ms': 30_000,
    'num.network.threads': 2,
    'num.io.threads': 4,
    'num.recovery.threads.per.data.dir': 2,
    'background.threads': 4,
    'log.cleaner.dedupe.buffer.size': 16 * 1024 * 1024,
    'controlled.shutdown.enable': true,
  };
  return `${Object.entries(settings)
    .map(([key, value]) => `${key}=${value}`)
    .join('\n')}\n`;
}

const securedListeners = (port: number, internalPort: number): string =>
  `SASL_SSL://127.0.0.1:${port},PLAINTEXT://127.0.0.1:${internalPort}`;
