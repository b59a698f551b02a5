import { Command, CommanderError } from 'commander';
import { registerAlerts } from './alerts/alerts.command.ts';
import { registerConvert } from './convert/convert.command.ts';
import { registerDeadLetters } from './dead-letters/dead-letters.command.ts';
import { registerDoctor } from './operations/doctor.command.ts';
import { registerLag } from './operations/lag.command.ts';
import { registerLinks } from './links/links.command.ts';
import { registerMapping } from './mapping/mapping.command.ts';
import { registerPartner } from './partner/partner.command.ts';
import { registerReceipt } from './receipt/receipt.command.ts';
import { registerRebuild } from './rebuild/rebuild.command.ts';
import { registerReplay } from './replay/replay.command.ts';
import { registerScenario } from './scenario/scenario.command.ts';
import { registerScore } from './score/score.command.ts';
import { registerStatus } from './submit/status.command.ts';
import { registerSubmit } from './submit/submit.command.ts';
import { exitCode, exitCodeOf } from './terminal/exit-code.ts';
import { tell } from './terminal/output.ts';
import { registerDown } from './up/down.command.ts';
import { registerMigrate } from './up/migrate.command.ts';
import { registerUp } from './up/up.command.ts';
import { registerValidate } from './validate/validate.command.ts';

const codes = `
Exit codes: 0 done, 1 failed, 2 usage, 3 findings of severity error, 4 not allowed, 5 not found,
6 conflict, 7 partly done, 8 unavailable, 130 interrupted.`;

export function createProgram(): Command {
  const program = new Command('watchpost')
    .description('shipping data between customs agencies and posts, turned into work for the ports')
    .version('0.1.0')
    .showHelpAfterError('(--help tells more)')
    .addHelpText('after', codes)
    .exitOverride();
  const registrations = [
    registerUp,
    registerDown,
    registerMigrate,
    registerValidate,
    registerConvert,
    registerScore,
    registerScenario,
    registerMapping,
    registerSubmit,
    registerStatus,
    registerReceipt,
    registerPartner,
    registerAlerts,
    registerDeadLetters,
    registerReplay,
    registerRebuild,
    registerLinks,
    registerLag,
    registerDoctor,
  ];
  for (const register of registrations) register(program);
  overrideExit(program);
  return program;
}

/** Commander ends the process by itself, with 1 for a wrong flag, unless each command is told not to. */
function overrideExit(command: Command): void {
  command.exitOverride();
  for (const child of command.commands) overrideExit(child);
}

/** Runs one command line; what it throws becomes one sentence on standard error and the exit code of its kind. */
export async function run(args: readonly string[]): Promise<void> {
  try {
    await createProgram().parseAsync([...args], { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) {
      // Help and version are no faults; everything else it has told already.
      process.exitCode = error.exitCode === 0 ? exitCode.done : exitCode.usage;
      return;
    }
    tell(error instanceof Error ? error.message : String(error));
    if (!(error as { exitCode?: unknown }).exitCode && error instanceof Error && error.stack) tell(error.stack);
    process.exitCode = exitCodeOf(error);
  }
}
