/** Nest token of the compiled scenario. */
export const SCENARIO = Symbol.for('watchpost.scorer.scenario');
