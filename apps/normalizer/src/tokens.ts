/** Nest tokens of what the normalizer is given. */
export const FORMATS = Symbol.for('watchpost.normalizer.formats');
export const OPEN_READERS = Symbol.for('watchpost.normalizer.open-readers');
