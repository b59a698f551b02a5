import 'reflect-metadata';

export { brokerConnectionOf, registrySettingsOf, type BrokerConnection } from './broker-connection.ts';
export {
  defineConfig,
  loadConfig,
  maskedConfig,
  type Config,
  type ConfigDefinition,
  type Environment,
  type Setting,
} from './config.ts';
export { CRASH_AT, type CrashPoint, crashPoint, crashPoints } from './crash-point.ts';
export { HealthChecks, type HealthCheck, type HealthKind, type HealthReport } from './health.ts';
export { createHttpApplication, type HttpServerOptions } from './http-server.ts';
export { createLogger, type Logger } from './logger.ts';
export { Metrics } from './metrics.ts';
export { openApiOf } from './open-api.ts';
export { PlatformModule, type PlatformOptions } from './platform.module.ts';
export { problemBody, ProblemError, problemOf, type ProblemDetail, type ProblemExtras } from './problem.ts';
export { runService, startService, type RunningService, type ServiceDefinition } from './run-service.ts';
export { databaseSettings, eventLogSettings, httpSettings } from './settings.ts';
export { StartFault, startFaultOf } from './start-fault.ts';
export { parseStrictJson } from './strict-json.ts';
export { CLOCK, CONFIG, HEALTH, LOGGER, METRICS } from './tokens.ts';
export {
  childTraceparent,
  currentTraceparent,
  isTraceparent,
  newTraceparent,
  traceparentOf,
  underTrace,
} from './trace-context.ts';
