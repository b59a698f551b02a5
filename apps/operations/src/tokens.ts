/** Nest tokens of what operations makes for itself. */
export const CODEC = Symbol.for('watchpost.codec');
export const SCHEMA_IDS = Symbol.for('watchpost.schema-ids');
export const LOG_ADMIN = Symbol.for('watchpost.log-admin');
export const EVENT_PRODUCER = Symbol.for('watchpost.event-producer');
