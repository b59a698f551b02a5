import { setTimeout as pause } from 'node:timers/promises';
import kafkajs, { type KafkaConfig } from 'kafkajs';

export type KafkaConnection = Omit<KafkaConfig, 'logCreator' | 'retry'>;

const PROBE_GROUP = 'watchpost-probe';

/**
 * True once the broker answers what a client needs: who leads, and the state of a group. The port is open seconds before
 * that, and first requests then fail with `coordinator not available`.
 */
export async function answers(connection: KafkaConnection, timeoutMs = 3_000): Promise<boolean> {
  const kafka = new kafkajs.Kafka({
    ...connection,
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
    if (brokers.length === 0 || controller === null) return false;
    await admin.describeGroups([PROBE_GROUP]);
    return true;
  } catch {
    return false;
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
    if (await answers(connection)) return true;
    if (options.keepTrying && !options.keepTrying()) return false;
    await pause(200);
  }
  return false;
}
