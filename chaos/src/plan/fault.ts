import { type CrashPoint } from '@watchpost/platform';

/** Services that are harmed, by the name of their process; a second replica has a name of its own. */
export const services = [
  'intake',
  'normalizer',
  'scorer',
  'scorer-2',
  'targeting',
  'port-gateway',
  'operations',
] as const;
export type Service = (typeof services)[number];
export type Target = Service | 'kafka' | 'postgres';

/** One harm done, at a moment when it hurts. */
export type Fault =
  /** SIGKILL to all of them in the same moment, of an engine to every process it has; each comes back after `downMs`. */
  | { readonly kind: 'kill'; readonly targets: readonly Target[]; readonly downMs: number }
  /** PostgreSQL is told to end at once (SIGQUIT, as `pg_ctl stop -m immediate`): sessions break off, the log is replayed at the next start. */
  | { readonly kind: 'quit'; readonly targets: readonly ['postgres']; readonly downMs: number }
  /** SIGSTOP, and SIGCONT after `forMs`: a zombie that believes nothing has happened. */
  | { readonly kind: 'pause'; readonly targets: readonly Target[]; readonly forMs: number }
  /** The service is started anew and dies the `nth` time it comes by a place in its code. */
  | {
      readonly kind: 'crash';
      readonly targets: readonly [Service];
      readonly point: CrashPoint;
      readonly nth: number;
      readonly downMs: number;
    }
  /** The database hangs while the service is killed: what was answered without being durable is gone. */
  | { readonly kind: 'kill-behind-pause'; readonly targets: readonly [Service, 'postgres']; readonly downMs: number };

/** What the fault is counted as; equal faults share it. */
export function nameOfFault(fault: Fault): string {
  const targets = fault.targets.join(' + ');
  return fault.kind === 'crash' ? `crash ${targets} at ${fault.point}` : `${fault.kind} ${targets}`;
}

export function describeFault(fault: Fault): string {
  const name = nameOfFault(fault);
  if (fault.kind === 'crash') return `${name}, time ${fault.nth}, down ${fault.downMs} ms`;
  return fault.kind === 'pause' ? `${name} for ${fault.forMs} ms` : `${name}, down ${fault.downMs} ms`;
}

/** Where each crash point lies; the outbox is that of every service that has one. */
export const crashSites: readonly (readonly [Service, CrashPoint])[] = [
  ['intake', 'intake.after-commit-before-answer'],
  ['intake', 'outbox.after-send-before-mark'],
  ['intake', 'intake.after-merge-before-complete'],
  ['normalizer', 'normalizer.after-lines-before-report'],
  ['normalizer', 'normalizer.after-publish-before-offsets'],
  ['scorer', 'scorer.after-write-before-commit'],
  ['scorer', 'scorer.after-commit-before-publish'],
  ['scorer', 'scorer.after-publish-before-offsets'],
  ['targeting', 'targeting.after-commit-before-relay'],
  ['targeting', 'outbox.after-send-before-mark'],
  ['port-gateway', 'port-gateway.after-commit-before-offsets'],
  ['port-gateway', 'port-gateway.after-call-before-mark'],
  ['port-gateway', 'outbox.after-send-before-mark'],
];
