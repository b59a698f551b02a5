import { setTimeout as pause } from 'node:timers/promises';
import kafkajs, { type KafkaConfig } from 'kafkajs';

/** How to reach brokers; PEM texts, not paths. */
export interface KafkaConnection {
  readonly brokers: string[];
  readonly ssl?: true | { readonly ca?: string[]; readonly cert?: string; readonly key?: string };
  readonly sasl?: {
    readonly mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512';
    readonly username: string;
    readonly password: string;
  };
}

const PROBE_GROUP = 'watchpost-probe';

/** What a broker said: that it serves, or why it does not, in a few words. */
export type KafkaAnswer = { readonly serves: true } | { readonly serves: false; readonly why: string };

/** Whether the broker serves at this moment; see {@link askKafka}. */
export async function kafkaAnswers(connection: KafkaConnection, timeoutMs?: number): Promise<boolean> {
  return (await askKafka(connection, timeoutMs)).serves;
}

/**
 * A broker serves once it answers what a client needs: who leads, and the state of a group. The port is open seconds before
 * that, and first requests then fail with `coordinator not available`.
 */
export async function askKafka(connection: KafkaConnection, timeoutMs = 3_000): Promise<KafkaAnswer> {
  const kafka = new kafkajs.Kafka({
    ...(connection as KafkaConfig),
    clientId: 'watchpost-probe',
    connectionTimeout: Math.min(timeoutMs, 3_000),
    requestTimeout: timeoutMs,
    retry: { retries: 0 },
    logCreator: () => () => undefined,
  });
  const admin = kafka.admin();
  try {
    await admin.connect();
    const { brokers, controller } = await admin.describeCluster();
    if (brokers.length === 0 || controller === null) return { serves: false, why: 'it has no controller yet' };
    await admin.describeGroups([PROBE_GROUP]);
    return { serves: true };
  } catch (error) {
    return { serves: false, why: error instanceof Error ? error.message : String(error) };
  } finally {
    await admin.disconnect().catch(() => undefined);
  }
}

/** Asks until it answers, `keepTrying` says no, or the time is over. */
export async function waitUntilAnswers(
  connection: KafkaConnection,
  options: { readonly timeoutMs: number; readonly keepTrying?: () => boolean },
): Promise<boolean> {
  const deadline = Date.now() + options.timeoutMs;
  while (Date.now() < deadline) {
    if ((await askKafka(connection)).serves) return true;
    if (options.keepTrying && !options.keepTrying()) return false;
    await pause(200);
  }
  return false;
}
