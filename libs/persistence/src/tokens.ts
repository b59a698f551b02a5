/** Nest token of the service's {@link Database}. */
export const DATABASE = Symbol.for('watchpost.database');
