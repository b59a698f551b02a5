/** Nest token of the codec of events. */
export const CODEC = Symbol.for('watchpost.codec');
