import { type Command } from 'commander';
import { intakeAddress, operationsAddress } from '../api/addresses.ts';
import { callApi } from '../api/api-client.ts';
import { type OperationsFlags, withOperationsFlags } from '../api/operations-flags.ts';
import { wholeNumber } from '../terminal/arguments.ts';
import { print, printJson, table } from '../terminal/output.ts';
import { check } from './check.command.ts';
import { fetchPartner, type Partner } from './partner-settings.ts';
import { type PartnerQuality, qualityReport } from './quality-report.ts';

interface QualityFlags extends OperationsFlags {
  readonly from?: string;
  readonly to?: string;
  readonly testMode?: true;
  readonly own?: true;
}

/** Partners, how they are set, and how good what they send is. */
export function registerPartner(program: Command): void {
  const partner = program.command('partner').description('partners: settings, quality, and a check of files by them');
  withOperationsFlags(partner.command('list').description('partners by name')).action(list);
  withOperationsFlags(
    partner.command('show').description('one of them, with its settings and keys').argument('<partner>'),
  ).action(show);
  withOperationsFlags(
    partner
      .command('quality')
      .description('how good what it sends is, day by day, and what would raise that most')
      .argument('<partner>'),
  )
    .option('--from <day>', 'first day of receipt (UTC), as 2026-11-01; thirty days unless said')
    .option('--to <day>', 'last day; today unless said')
    .option('--test-mode', 'of what was sent in test mode')
    .option('--own', 'as the partner sees it, at intake with its key; --url is then that of intake')
    .action(quality);
  withOperationsFlags(
    partner
      .command('check')
      .description('what intake and the normalizer would do with files of a partner, by its settings; sends nothing')
      .argument('<file...>', 'manifests, or folders of them; - is standard input')
      .option('--partner <name>', 'whose settings; they are fetched from operations')
      .option('--settings <file>', 'settings as partner show --json printed them, without asking anybody')
      .option('--format <id>', 'format to try first, as submit --format says it')
      .option('--max-bytes <n>', 'bytes that intake takes, where it is set otherwise', wholeNumber),
  )
    .addHelpText(
      'after',
      '\nExit codes: 0 it would go through, 2 usage, 3 findings of severity error, 5 no such file or partner;\nwhere intake would refuse it, those of submit: 1, 4 not active, 8 over a quota; 7 for some files only.',
    )
    .action(check);
}

interface Page {
  readonly items: readonly Partner[];
  readonly next: string | null;
}

async function list(flags: OperationsFlags): Promise<void> {
  const operations = operationsAddress(flags);
  const rows: Partner[] = [];
  let cursor: string | undefined;
  do {
    const page: Page = await callApi<Page>(operations, { path: '/v1/partners', query: { cursor, limit: 500 } });
    if (flags.json) for (const item of page.items) printJson({ type: 'partner', ...item });
    rows.push(...page.items);
    cursor = page.next ?? undefined;
  } while (cursor !== undefined);
  if (flags.json) return;
  const cells = rows.map(({ partner, name, country, active, testMode, formatHint }) => [
    partner,
    name,
    country,
    active ? (testMode ? 'test mode' : 'active') : 'not active',
    formatHint,
  ]);
  print(table([['partner', 'name', 'country', 'state', 'format'], ...cells]));
}

async function show(name: string, flags: OperationsFlags): Promise<void> {
  const partner = await fetchPartner(flags, name);
  if (flags.json) return printJson({ type: 'partner', ...partner });
  const { keys = [], ...settings } = partner;
  const cells = Object.entries(settings).map(([member, value]) => [
    member,
    typeof value === 'object' && value !== null ? JSON.stringify(value) : (value as string | number | null),
  ]);
  const opened = keys.map(({ keyId, scopes, expiresAt, revokedAt }) => [
    `key ${keyId}`,
    [scopes.join(' '), expiresAt && `until ${expiresAt}`, revokedAt && `revoked ${revokedAt}`]
      .filter(Boolean)
      .join(', '),
  ]);
  print(table([...cells, ...opened]));
}

async function quality(name: string, flags: QualityFlags): Promise<void> {
  const address = flags.own ? intakeAddress(flags, name) : operationsAddress(flags);
  const path = flags.own ? '/v1/quality' : `/v1/partners/${encodeURIComponent(name)}/quality`;
  const query = { from: flags.from, to: flags.to, testMode: flags.testMode && 'true' };
  const found = await callApi<PartnerQuality>(address, { path, query });
  if (flags.json) printJson({ type: 'quality', ...found });
  else print(qualityReport(found));
}
