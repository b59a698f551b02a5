/** Nest token of what starts workers; null where replays are not worked off. */
export const REPLAY_LAUNCHER = Symbol.for('watchpost.operations.replay-launcher');
