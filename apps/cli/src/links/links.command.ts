import { unitKinds } from '@watchpost/domain';
import { type Command, Option } from 'commander';
import { operationsAddress } from '../api/addresses.ts';
import { callApi } from '../api/api-client.ts';
import { type OperationsFlags, withOperationsFlags } from '../api/operations-flags.ts';
import { CommandError, exitCode } from '../terminal/exit-code.ts';
import { print, printJson } from '../terminal/output.ts';
import { linksText, type Links } from './links-text.ts';

interface LinksFlags extends OperationsFlags {
  readonly kind?: string;
}

export function registerLinks(program: Command): void {
  withOperationsFlags(
    program
      .command('links <number>')
      .description('what is linked with an item, or with a unit that items travel in')
      .addOption(new Option('--kind <kind>', 'the number is that of a unit of this kind').choices(unitKinds)),
  ).action(async (number: string, flags: LinksFlags) => {
    const { kind } = flags;
    const query = kind === undefined ? { item: number } : { kind, number };
    const links = await callApi<Links>(operationsAddress(flags), { path: '/v1/links', query });
    if (Object.values(links).every((list: readonly unknown[]) => list.length === 0)) {
      throw new CommandError(`Nothing is known that is linked with ${number}.`, exitCode.notFound);
    }
    if (flags.json) printJson({ type: 'links', ...links });
    else print(linksText(links));
  });
}
