/** Nest token of intake's archive; null where it is not known where that is. */
export const REPLAY_ARCHIVE = Symbol.for('watchpost.operations.replay-archive');
/** Nest token of what starts workers; null where replays are not worked off. */
export const REPLAY_LAUNCHER = Symbol.for('watchpost.operations.replay-launcher');
