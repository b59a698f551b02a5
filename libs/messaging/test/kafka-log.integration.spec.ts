import { createKafkaLog } from '../src/index.ts';
import { describeEventLog } from './event-log.contract.ts';

const brokers = process.env['WATCHPOST_TEST_KAFKA_BROKERS']!.split(',');

describeEventLog('Kafka', () => createKafkaLog({ brokers, commitIntervalMs: 10, fetchWaitMs: 50 }));
