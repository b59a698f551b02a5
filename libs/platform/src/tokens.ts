/** Nest tokens of what every service has. Symbols of the registry, so that two copies of this file mean the same. */
export const CLOCK = Symbol.for('watchpost.clock');
export const LOGGER = Symbol.for('watchpost.logger');
export const METRICS = Symbol.for('watchpost.metrics');
export const HEALTH = Symbol.for('watchpost.health');
/** The service's loaded configuration. */
export const CONFIG = Symbol.for('watchpost.config');
