import { type Command } from 'commander';
import { operationsAddress } from '../api/addresses.ts';
import { callApi } from '../api/api-client.ts';
import { CommandError, exitCode } from '../terminal/exit-code.ts';
import { print, printJson, table } from '../terminal/output.ts';

interface LagFlags {
  readonly url?: string;
  readonly json?: true;
}

interface LagRow {
  readonly service: string;
  readonly topic: string;
  readonly records: number;
  readonly oldestSeconds: number | null;
}

export function registerLag(program: Command): void {
  program
    .command('lag')
    .description('how far each service is behind, by topic')
    .option('--url <address>', 'operations, where it is not the one of this stack')
    .option('--json', 'print an object a line')
    .action(async (flags: LagFlags) => {
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
    });
}
