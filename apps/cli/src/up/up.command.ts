import { type Command, Option } from 'commander';
import { wholeNumber } from '../terminal/arguments.ts';
import { type UpFlags } from './up-flags.ts';

export function registerUp(program: Command): void {
  program
    .command('up')
    .description('start Kafka, PostgreSQL and every service, and keep them running')
    .option('--detach', 'return once every service is ready')
    .option('--json', 'print addresses and keys as one object')
    .option('--demo', 'feed it a steady stream of sample traffic')
    .option('--replicas <n>', 'so many of each service, which share its work', wholeNumber)
    .addOption(new Option('--background').hideHelp())
    .action(async (flags: UpFlags) => {
      // Loaded only now: the other verbs need neither a database nor a broker, and start in a fraction of the time.
      if (flags.detach) return (await import('./detach.ts')).detach(flags);
      return (await import('./foreground.ts')).stayInForeground(flags);
    });
}
