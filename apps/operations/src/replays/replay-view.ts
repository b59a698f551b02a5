import type { operationsStore } from '@watchpost/persistence';
import type { z } from 'zod';
import type { replayChange, replayScope, replayView } from './replay.schema.ts';

type ReplayScope = operationsStore.ReplayScope;
type WireScope = z.input<typeof replayScope>;

export function scopeOf({ from, to, ...rest }: z.output<typeof replayScope>): ReplayScope {
  const given = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined)) as ReplayScope;
  return {
    ...given,
    ...(from !== undefined && { from: Date.parse(from) }),
    ...(to !== undefined && { to: Date.parse(to) }),
  };
}

export function wireScope({ from, to, ...rest }: ReplayScope): WireScope {
  return {
    ...rest,
    ...(from !== undefined && { from: new Date(from).toISOString() }),
    ...(to !== undefined && { to: new Date(to).toISOString() }),
  };
}

export function viewOfReplay(replay: operationsStore.Replay): z.input<typeof replayView> {
  const { replayId, mode, state, scenario, rate, share, reason, createdBy, failure, done, total } = replay;
  const isRunning = state === 'running';
  const perSecond = replay.measuredRate ?? (replay.activeMs > 0 ? (done / replay.activeMs) * 1000 : null);
  return {
    replayId,
    mode,
    state: isRunning && !replay.attended ? 'interrupted' : state,
    scope: wireScope(replay.scope),
    format: replay.format,
    scenario,
    rate,
    share,
    reason,
    createdAt: new Date(replay.createdAt).toISOString(),
    createdBy,
    endedAt: replay.endedAt === null ? null : new Date(replay.endedAt).toISOString(),
    failure,
    done,
    total,
    perSecond: perSecond === null ? null : Math.round(perSecond),
    secondsLeft: isRunning && perSecond ? Math.ceil((total - done) / perSecond) : null,
    activeSeconds: replay.activeMs / 1000,
  };
}

export const viewOfChange = ({ detail, ...change }: operationsStore.ReplayChange): z.input<typeof replayChange> => ({
  ...change,
  rules: [...change.rules],
  reasons: { old: [...detail.old], new: [...detail.new] },
  fields: [...(detail.fields ?? [])],
  reading: [...(detail.reading ?? [])],
});
