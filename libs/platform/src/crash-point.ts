/**
 * Places between two steps that a crash must not tear apart, named after what has just been done. `chaos/` lets a service die in each of them; elsewhere
 * they are nothing.
 */
export const crashPoints = [
  'intake.after-commit-before-answer',
  'intake.after-merge-before-complete',
  'outbox.after-send-before-mark',
  'normalizer.after-lines-before-report',
  'normalizer.after-publish-before-offsets',
  'scorer.after-write-before-commit',
  'scorer.after-commit-before-publish',
  'scorer.after-publish-before-offsets',
  'scorer.rebuild-between-slices',
  'scorer.rebuild-before-swap-commit',
  'targeting.after-commit-before-relay',
  'port-gateway.after-commit-before-offsets',
  'port-gateway.after-call-before-mark',
] as const;

export type CrashPoint = (typeof crashPoints)[number];

/** `scorer.after-commit-before-publish:3`: the third time the process comes by, it ends as if by `kill -9`. */
export const CRASH_AT = 'WATCHPOST_CRASH_AT';

interface Armed {
  readonly name: string;
  left: number;
}

const armed = armedBy(process.env[CRASH_AT]);

/** Ends the process here and now where it was told to; nothing of it runs on, nothing is written or answered any more. */
export function crashPoint(name: CrashPoint): void {
  if (armed === null || armed.name !== name) return;
  armed.left -= 1;
  if (armed.left === 0) process.kill(process.pid, 'SIGKILL');
}

function armedBy(wish: string | undefined): Armed | null {
  if (wish === undefined || wish === '') return null;
  const [name = '', nth = '1'] = wish.split(':');
  return { name, left: Number(nth) };
}
