/** Told in short phrases what takes so long: `downloading Kafka 4.3.1 (41 files)`. */
export type Progress = (text: string) => void;

/**
 *  - `started`: this call started it;
 *  - `adopted`: it was running already, left behind by a supervisor that was killed;
 *  - `external`: somebody else runs it; it is never stopped from here.
 */
export type EngineOrigin = 'started' | 'adopted' | 'external';

interface Engine {
  readonly origin: EngineOrigin;
  /** Process id; null where somebody else runs it. */
  readonly pid: number | null;
  /** False once the process has ended; true always for an external one. */
  isAlive(): boolean;
  /** Ends it gracefully and waits for that; does nothing to an external one. Safe to call twice. */
  stop(): Promise<void>;
}

export interface KafkaEngine extends Engine {
  readonly kind: 'kafka';
  /** `host:port` of each broker to begin with. */
  readonly brokers: readonly string[];
}

export interface PostgresEngine extends Engine {
  readonly kind: 'postgres';
  /** `postgres://…/watchpost`; as the superuser where it is ours. */
  readonly url: string;
}

/** A Confluent-compatible schema registry; so far always one that is run elsewhere. */
export interface RegistryEngine extends Engine {
  readonly kind: 'registry';
  readonly url: string;
}

/** What the services run on. */
export interface EngineSet {
  readonly kafka: KafkaEngine;
  readonly postgres: PostgresEngine;
  readonly registry: RegistryEngine | null;
  /** Engines of ours that have ended by themselves. */
  ended(): readonly ('kafka' | 'postgres')[];
  stop(): Promise<void>;
}
