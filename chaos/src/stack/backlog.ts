import { topics } from '@watchpost/contracts';
import { createKafkaLog, type EventLog } from '@watchpost/messaging';

const { manifestsReceived, manifestsProcessed, shipmentsDeclared, shipmentsAssessed } = topics;
const { trackingObserved, alertsIssued, alertsProgressed } = topics;

/** What each group reads of the topics that carry the traffic. */
const reads: Readonly<Record<string, readonly { readonly name: string }[]>> = {
  intake: [manifestsProcessed, shipmentsAssessed],
  normalizer: [manifestsReceived],
  scorer: [shipmentsDeclared, trackingObserved],
  targeting: [shipmentsAssessed, trackingObserved, alertsProgressed],
  'port-gateway': [alertsIssued],
  operations: [manifestsProcessed, alertsIssued, alertsProgressed],
};
export const groups: readonly string[] = Object.keys(reads);

const PATIENCE_MS = 3_000;

/** Records that lie in the log and are not committed by a group: fetched or not, their work is not known to be done. */
export class Backlog {
  readonly #log: EventLog;

  constructor(brokers: string) {
    this.#log = createKafkaLog({ brokers: brokers.split(','), clientId: 'chaos-backlog' });
  }

  /** null where the broker does not answer. */
  async of(group: string): Promise<number | null> {
    let timer: NodeJS.Timeout | undefined;
    const silence = new Promise<null>((resolve) => {
      timer = setTimeout(() => resolve(null), PATIENCE_MS);
    });
    const asked = this.#ask(group).catch(() => null);
    const answer = await Promise.race([asked, silence]);
    clearTimeout(timer);
    return answer;
  }

  async #ask(group: string): Promise<number> {
    const admin = await this.#log.admin();
    const names = (reads[group] ?? []).map(({ name }) => name);
    const positions = await admin.positions(names, group);
    return positions.reduce((sum, { low, high, committed }) => sum + high - Math.max(committed ?? low, low), 0);
  }

  close(): Promise<void> {
    return this.#log.close();
  }
}
