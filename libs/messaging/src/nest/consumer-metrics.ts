import { type Logger, type Metrics } from '@watchpost/platform';
import { Gauge } from 'prom-client';
import { type EventConsumer, type LogRecord } from '../event-log.ts';
import { type ConsumerObserver } from '../observer.ts';

/** Counts what consumers do and logs what an operator wants to know. */
export function consumerMetrics(metrics: Metrics, logger: Logger): ConsumerObserver {
  const records = metrics.counter('watchpost_event_records_total', 'Records handed to handlers.', ['topic']);
  const batches = metrics.counter('watchpost_event_batches_total', 'Calls of handlers.', ['topic']);
  const seconds = metrics.seconds('watchpost_event_handler_seconds', 'Time of a call of a handler.', ['topic']);
  const retries = metrics.counter('watchpost_event_retries_total', 'Records to be tried again.', ['topic', 'code']);
  const deaths = metrics.counter('watchpost_dead_letters_total', 'Records parked for good.', ['topic', 'code']);
  const waits = metrics.counter('watchpost_event_waits_total', 'Batches repeated because something was away.', [
    'topic',
  ]);
  const rebalances = metrics.counter('watchpost_rebalances_total', 'Times the group gave out its partitions.');
  const crashes = metrics.counter('watchpost_consumer_crashes_total', 'Times a consumer fell over.');
  return {
    handled: (occasion) => {
      records.inc({ topic: occasion.topic }, occasion.records);
      batches.inc({ topic: occasion.topic });
      seconds.observe({ topic: occasion.topic }, occasion.seconds);
    },
    retried: ({ topic, code }) => retries.inc({ topic, code }),
    died: (occasion) => {
      deaths.inc({ topic: occasion.topic, code: occasion.code });
      logger.warn(occasion, 'event parked as a dead letter');
    },
    waiting: (occasion) => {
      waits.inc({ topic: occasion.topic });
      logger.warn(occasion, 'waiting for something that is away');
    },
    assigned: (occasion) => {
      rebalances.inc();
      logger.info(occasion, 'partitions given');
    },
    crashed: (occasion) => {
      crashes.inc();
      logger.error(occasion, 'consumer fell over');
    },
  };
}

/** Lag and what is in hand, asked of the consumers when the metrics are read. */
export function consumerGauges(metrics: Metrics, consumers: () => readonly EventConsumer[]): void {
  const register = (name: string, help: string, of: (consumer: EventConsumer) => number): void => {
    if (metrics.registry.getSingleMetric(name)) return;
    new Gauge({
      name,
      help,
      registers: [metrics.registry],
      collect() {
        this.set(consumers().reduce((sum, consumer) => sum + of(consumer), 0));
      },
    });
  };
  register(
    'watchpost_event_lag_records',
    'Records not settled yet, up to the end of the log.',
    (of) => of.status().lag,
  );
  register('watchpost_event_pending_records', 'Records fetched and not settled.', (of) => of.status().pending);
  register('watchpost_event_retrying_records', 'Records waiting for another try.', (of) => of.status().retrying);
  register('watchpost_event_partitions', 'Partitions this process has.', (of) => of.status().assigned.length);
}

/** What a local copy tells of a record it could not read: what that said is missing in this process. */
export function unreadableChanges(metrics: Metrics, logger: Logger): (record: LogRecord, error: Error) => void {
  const count = metrics.counter('watchpost_unreadable_changes_total', 'Changes missing from a local copy.', ['topic']);
  return ({ topic, partition, offset }, error) => {
    count.inc({ topic });
    logger.error({ topic, partition, offset, err: error }, 'a change cannot be read');
  };
}
