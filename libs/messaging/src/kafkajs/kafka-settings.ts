import { type KafkaConfig } from 'kafkajs';
import { type ConsumerObserver } from '../observer.ts';
import { type Timers } from '../timers.ts';

/** How to reach the brokers, and how patient to be. Addresses, TLS and SASL as kafkajs takes them. */
export interface KafkaSettings extends Omit<
  KafkaConfig,
  'logCreator' | 'logLevel' | 'retry' | 'enforceRequestTimeout'
> {
  /** Told what the client says: reconnections, rebalances, refusals. */
  readonly logger?: ClientLogger;
  readonly observer?: ConsumerObserver;
  readonly timers?: Timers;
  /** A member not heard of for so long loses its partitions; 30,000 ms unless said. */
  readonly sessionTimeoutMs?: number;
  /** How long a member may drain before it must have joined again; 60,000 ms unless said. */
  readonly rebalanceTimeoutMs?: number;
  /** How long the broker may wait for records before it answers a fetch with none; 500 ms unless said. */
  readonly fetchWaitMs?: number;
  /** How often watermarks are committed at most; 250 ms unless said. */
  readonly commitIntervalMs?: number;
}

/** The part of a pino logger that is used. */
export interface ClientLogger {
  warn(details: object, message: string): void;
  error(details: object, message: string): void;
  debug(details: object, message: string): void;
}

export const silentLogger: ClientLogger = { warn: () => undefined, error: () => undefined, debug: () => undefined };
