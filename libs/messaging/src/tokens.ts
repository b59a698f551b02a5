/** Nest tokens of what messaging gives to a service. Symbols of the registry, so that two copies of this file mean the same. */
export const EVENT_LOG = Symbol.for('watchpost.event-log');
export const EVENT_PRODUCER = Symbol.for('watchpost.event-producer');
export const LOG_ADMIN = Symbol.for('watchpost.log-admin');
export const CODEC = Symbol.for('watchpost.codec');
export const SCHEMA_IDS = Symbol.for('watchpost.schema-ids');
