import { type Command } from 'commander';
import { registerCheck } from './check.command.ts';
import { registerDiff } from './diff.command.ts';

export function registerScenario(program: Command): void {
  const scenario = program
    .command('scenario')
    .description('what decisions are made by: looks at it before anything runs');
  registerCheck(scenario);
  registerDiff(scenario);
}
