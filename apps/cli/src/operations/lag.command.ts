import { type Command } from 'commander';
import { operationsAddress } from '../api/addresses.ts';
import { callApi } from '../api/api-client.ts';
import { type OperationsFlags, withOperationsFlags } from '../api/operations-flags.ts';
import { CommandError, exitCode } from '../terminal/exit-code.ts';
import { print, printJson, table } from '../terminal/output.ts';

interface LagRow {
  readonly service: string;
  readonly topic: string;
  readonly records: number;
  readonly oldestSeconds: number | null;
}

export function registerLag(program: Command): void {
  withOperationsFlags(program.command('lag').description('how far each service is behind, by topic')).action(
    async (flags: OperationsFlags) => {
      const { lag } = await callApi<{ lag: readonly LagRow[] | null }>(operationsAddress(flags), { path: '/v1/flow' });
      if (lag === null) {
        throw new CommandError(
          'operations cannot ask the broker at the moment; see watchpost doctor.',
          exitCode.unavailable,
        );
      }
      if (flags.json) for (const row of lag) printJson({ type: 'lag', ...row });
      else {
        const rows = lag.map(({ service, topic, records, oldestSeconds }) => [
          service,
          topic,
          records,
          oldestSeconds === null ? '-' : `${oldestSeconds.toFixed(1)} s`,
        ]);
        print(table([['service', 'topic', 'records', 'oldest'], ...rows]));
      }
    },
  );
}
