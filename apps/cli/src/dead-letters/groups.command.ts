import { type Command } from 'commander';
import { operationsAddress } from '../api/addresses.ts';
import { callApi } from '../api/api-client.ts';
import { type OperationsFlags, withOperationsFlags } from '../api/operations-flags.ts';
import { wholeNumber } from '../terminal/arguments.ts';
import { print, printJson, table } from '../terminal/output.ts';
import { type Filter, filtered, filterOf } from './selection.ts';

interface Group {
  readonly topic: string;
  readonly service: string;
  readonly code: string;
  readonly stage: string;
  readonly partner: string | null;
  readonly letters: number;
  readonly waiting: number;
  readonly firstAt: string;
  readonly lastAt: string;
  readonly example: string;
  readonly reason: string;
}

interface ParkedKey {
  readonly key: string;
  readonly service: string;
  readonly waiting: number;
  readonly redriven: number;
  readonly oldestAt: string;
  readonly superseded: number;
  readonly ahead: { readonly manifestId: string; readonly ordinal: number; readonly outcome: string } | null;
}

/** What is parked, seen from its reasons and from its keys. */
export function registerGroups(letters: Command): void {
  filtered(letters.command('groups').description('how many there are, by reason, stage and partner'))
    .option('--state <state>', 'as for list')
    .action(groups);
  withOperationsFlags(
    letters.command('keys').description('keys of which records are parked, and what went ahead of them'),
  )
    .option('--key <key>', 'only this one')
    .option('--limit <n>', 'at most so many', wholeNumber, 50)
    .action(keys);
}

async function groups(flags: OperationsFlags & Filter & { readonly state?: string }): Promise<void> {
  const query = { ...filterOf(flags), state: flags.state };
  const { items } = await callApi<{ items: Group[] }>(operationsAddress(flags), {
    path: '/v1/dead-letters/groups',
    query,
  });
  if (flags.json) for (const group of items) printJson({ type: 'dead-letter-group', ...group });
  else if (items.length === 0) print('no dead letters');
  else
    print(
      table(
        items.map(({ letters, waiting, code, stage, service, partner, firstAt, lastAt, example }) => [
          `${letters} (${waiting} waiting)`,
          code,
          stage,
          service,
          partner,
          firstAt,
          lastAt,
          example,
        ]),
      ),
    );
}

async function keys(flags: OperationsFlags & { readonly key?: string; readonly limit: number }): Promise<void> {
  const query = { key: flags.key, limit: Math.min(500, flags.limit) };
  const { items } = await callApi<{ items: ParkedKey[] }>(operationsAddress(flags), {
    path: '/v1/dead-letters/keys',
    query,
  });
  if (flags.json) for (const key of items) printJson({ type: 'parked-key', ...key });
  else if (items.length === 0) print('no key is parked');
  else
    print(
      table(
        items.map(({ key, service, waiting, redriven, oldestAt, ahead }) => [
          key,
          service,
          `${waiting} waiting`,
          `${redriven} redriven`,
          oldestAt,
          ahead && `ahead: line ${ahead.ordinal} of ${ahead.manifestId} ${ahead.outcome}`,
        ]),
      ),
    );
}
