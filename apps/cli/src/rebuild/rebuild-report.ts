/** A rebuild as operations answers it. */
export interface Rebuild {
  readonly rebuildId: string;
  readonly table: string;
  readonly service: string;
  readonly action: string;
  readonly state: string;
  readonly phase: string | null;
  readonly done: number;
  readonly total: number;
  readonly bytes: number | null;
  readonly secondsLeft: number | null;
  readonly drift: Drift | null;
  readonly message: string | null;
  readonly reason: string;
  readonly requestedAt: string;
}

interface Drift {
  readonly rows: number;
  readonly differing: number;
  readonly missing: number;
  readonly surplus: number;
  readonly largest: number;
  readonly sum: number;
  readonly examples: readonly string[];
}

export const isOver = ({ state }: Pick<Rebuild, 'state'>): boolean => state !== 'requested' && state !== 'running';

/** The first line says how it stands; what was found follows. */
export function rebuildText(rebuild: Rebuild): string {
  const { rebuildId, table, service, state, phase, done, total, bytes, secondsLeft, drift, message } = rebuild;
  const amount = `${total} rows${bytes === null ? '' : `, ${(bytes / 1024 / 1024).toFixed(1)} MiB`}`;
  if (state === 'planned') return `${table} (${service}): about ${amount} to read`;
  const left = secondsLeft === null ? '' : `, ${Math.ceil(secondsLeft)} s left`;
  const progress = state === 'running' ? ` ${phase ?? ''} ${done} of ${total}${left}` : '';
  const head = `${rebuildId} ${table} ${state}${progress}${message === null ? '' : `: ${message}`}`;
  return drift === null ? head : [head, ...driftLines(drift)].join('\n');
}

function driftLines({ rows, differing, missing, surplus, largest, sum, examples }: Drift): string[] {
  if (differing + missing + surplus === 0) return [`  drift: none in ${rows} rows`];
  const counts = `${differing} differ, ${missing} were missing, ${surplus} were too many`;
  return [
    `  drift: of ${rows} rows ${counts}; largest difference ${largest}, sum ${sum}`,
    ...examples.map((example) => `    ${example}`),
  ];
}
