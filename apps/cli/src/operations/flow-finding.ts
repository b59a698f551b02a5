import { type Finding } from './finding.ts';

/** What `GET /v1/flow` answers, as far as the doctor needs it. */
export interface Flow {
  /** null where operations cannot ask the broker. */
  readonly lag:
    | readonly {
        readonly service: string;
        readonly topic: string;
        readonly records: number;
        readonly oldestSeconds: number | null;
      }[]
    | null;
  readonly deadLetters: readonly { readonly service: string; readonly waiting: number; readonly oldestAt: string }[];
}

/** Twice what a busy exchange may take for a line: whoever is further behind does not keep up. */
const LATE_SECONDS = 60;

/** How far the services are behind, by the age of the oldest record that waits. */
export function lagFinding({ lag }: Pick<Flow, 'lag'>): Finding {
  const check = 'lag';
  if (lag === null) return { check, ok: true, warning: true, detail: 'operations cannot ask the broker at the moment' };
  const records = lag.reduce((sum, row) => sum + row.records, 0);
  const oldest = lag
    .filter(({ oldestSeconds }) => oldestSeconds !== null)
    .toSorted((a, b) => b.oldestSeconds! - a.oldestSeconds!)[0];
  if (oldest === undefined) return { check, ok: true, detail: 'nothing waits' };
  const waits = `${counted(records, 'record waits', 'records wait')}, the oldest for ${oldest.oldestSeconds!.toFixed(1)} s (${oldest.service}, ${oldest.topic})`;
  if (oldest.oldestSeconds! <= LATE_SECONDS) return { check, ok: true, detail: waits };
  return { check, ok: true, warning: true, detail: `${waits}; look with watchpost lag` };
}

/** Records that services could not handle and that nobody has sent back yet. */
export function deadLettersFinding({ deadLetters }: Pick<Flow, 'deadLetters'>): Finding {
  const check = 'dead letters';
  const waiting = deadLetters.filter((letter) => letter.waiting > 0);
  if (waiting.length === 0) return { check, ok: true, detail: 'none wait' };
  const byService = Object.entries(Object.groupBy(waiting, ({ service }) => service)).map(
    ([service, letters]) => `${service} ${sumOf(letters!)}`,
  );
  const oldest = waiting.map(({ oldestAt }) => oldestAt).toSorted()[0];
  const detail = `${counted(sumOf(waiting), 'waits', 'wait')} (${byService.join(', ')}), the oldest since ${oldest}; look with watchpost dlq list --state waiting`;
  return { check, ok: true, warning: true, detail };
}

const sumOf = (letters: readonly { readonly waiting: number }[]): number =>
  letters.reduce((sum, { waiting }) => sum + waiting, 0);

const counted = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`;
