import { type Command } from 'commander';
import { print, printJson, tell } from '../terminal/output.ts';

interface MigrateFlags {
  readonly json?: true;
}

export function registerMigrate(program: Command): void {
  program
    .command('migrate')
    .description('bring a database and a broker run elsewhere to this build: roles, schemas, migrations, topics')
    .option('--json', 'print one object')
    .action(async (flags: MigrateFlags) => {
      // Loaded only now, as `up` does: the other verbs need neither.
      const { migrateElsewhere } = await import('./migrate-elsewhere.ts');
      const { applied, drift } = await migrateElsewhere(process.env);
      for (const sentence of drift) tell(sentence);
      if (flags.json) printJson({ applied, drift });
      else print(applied.length === 0 ? 'everything was applied' : `applied ${applied.join(', ')}`);
    });
}
