export * from './engine.ts';
export { EngineError, type EngineFault } from './engine-error.ts';
export { requireFreeSpace } from './disk.ts';
export { choosePort, freePort, isPortFree, type PortWish } from './ports.ts';
export { javaMajor, javaVersion, mavenVersion, OLDEST_JAVA, requireJava, requireMaven } from './java.ts';
export { KAFKA_VERSION, kafkaJars } from './kafka/kafka-distribution.ts';
export { askKafka, kafkaAnswers, type KafkaAnswer, type KafkaConnection } from './kafka/kafka-readiness.ts';
export { type BrokerSecurity, mechanisms as saslMechanisms } from './kafka/broker-security.ts';
export { endKafka, type KafkaOptions, startKafka } from './kafka/kafka.ts';
export { APICURIO_VERSION } from './registry/registry-distribution.ts';
export { type RegistryEngine, type RegistryOptions, startRegistry } from './registry/registry.ts';
export { askPostgres, postgresAnswers, query as queryOnce, type PostgresAnswer } from './postgres/postgres-probe.ts';
export { type ServerTls } from './postgres/postgres-tls.ts';
export { endPostgres, type PostgresOptions, purgePostgres, startPostgres } from './postgres/postgres.ts';
export {
  type DetachedCommand,
  type DetachedProcess,
  type ProcessEnd,
  type Ending,
  endProcess,
  sizeOf,
  startDetached,
  tailOf,
  waitForEnd,
} from './process/detached-process.ts';
export { identityOf, isRunning, ownIdentity, type ProcessIdentity } from './process/process-identity.ts';
export { forgetRecord, type ProcessRecord, readRecord, runningRecord, writeRecord } from './process/process-record.ts';
export { type Lock, tryLock, withLock } from './process/lock.ts';
export { endEngines, purgeEngines, startEngines, type EngineWishes } from './engine-set.ts';
export { startTestContainers, startTestEngines, type TestEngines, type TestImages } from './test-engines.ts';
