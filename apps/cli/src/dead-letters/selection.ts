import { type Command } from 'commander';
import { withOperationsFlags } from '../api/operations-flags.ts';

/** Which dead letters a command is about. */
export interface Filter {
  readonly topic?: string;
  readonly service?: string;
  readonly code?: string;
  readonly stage?: string;
  readonly partner?: string;
  readonly manifest?: string;
}

export const filtered = (command: Command): Command =>
  withOperationsFlags(command)
    .option('--topic <name>', 'topic they were read from')
    .option('--service <name>', 'service that could not handle them')
    .option('--code <code>', 'reason code')
    .option('--stage <stage>', 'stage they failed in')
    .option('--partner <name>', 'partner they came from')
    .option('--manifest <id>', 'manifest they came from');

/** As the service takes it; what was not said is left out. */
export function filterOf(flags: Filter): Readonly<Record<string, string>> {
  const { topic, service, code, stage, partner, manifest } = flags;
  const given = Object.entries({ topic, service, code, stage, partner, manifestId: manifest });
  return Object.fromEntries(given.filter((entry): entry is [string, string] => entry[1] !== undefined));
}
