import { type Clock } from '@watchpost/domain';
import { type HealthChecks } from '@watchpost/platform';
import { type EventConsumer } from '../event-log.ts';

/** A consumer that has not fetched for so long hangs: the broker answers at least every few seconds, or the fetch fails and is repeated. */
const HANGS_AFTER_MS = 300_000;
const AWAY_AFTER_MS = 30_000;

/**
 *  - `live`: no consumer has ended for good, and none hangs;
 *  - `ready`: each has fetched lately (where the service is no good without the log);
 *  - `started`: each has been given its partitions once.
 */
export function consumerHealth(
  health: HealthChecks,
  clock: Clock,
  consumers: () => readonly EventConsumer[],
  ready: 'with-log' | 'without-log',
): void {
  const since = clock.now();
  const first = (problem: (consumer: EventConsumer) => string | null): string | null => {
    for (const consumer of consumers()) {
      const found = problem(consumer);
      if (found !== null) return found;
    }
    return null;
  };
  const silence = (consumer: EventConsumer): number => clock.now() - (consumer.status().lastFetchAt ?? since);
  health.add({
    kind: 'live',
    name: 'consumers',
    check: () =>
      first((consumer) => {
        const { failure } = consumer.status();
        if (failure !== null) return `a consumer has ended: ${failure}`;
        return silence(consumer) > HANGS_AFTER_MS ? `no fetch for ${Math.round(silence(consumer) / 1000)} s` : null;
      }),
  });
  health.add({
    kind: 'started',
    name: 'consumers',
    check: () =>
      first((consumer) => (consumer.status().lastFetchAt === null ? 'a consumer has not joined its group yet' : null)),
  });
  if (ready === 'without-log') return;
  health.add({
    kind: 'ready',
    name: 'event-log',
    check: () =>
      first((consumer) => {
        if (!consumer.status().running) return 'a consumer is not running';
        return silence(consumer) > AWAY_AFTER_MS
          ? `the event log has not answered for ${Math.round(silence(consumer) / 1000)} s`
          : null;
      }),
  });
}
