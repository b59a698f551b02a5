import { type Command } from 'commander';
import { randomUUID } from 'node:crypto';
import { dispositions, inspectionMethods, inspectionOutcomes } from '@watchpost/domain';
import { portGatewayAddress } from '../api/addresses.ts';
import { callApi } from '../api/api-client.ts';
import { fraction, several, wholeNumber } from '../terminal/arguments.ts';
import { CommandError, exitCode, exitCodeOf } from '../terminal/exit-code.ts';
import { print, printJson, tell } from '../terminal/output.ts';
import { type AlertPage, type AlertView, describeAlerts } from './alert-view.ts';
import { followAlerts } from './follow-alerts.ts';
import { inspectionOf, type InspectionFlags } from './inspection.ts';

interface CommonFlags {
  readonly port?: string;
  readonly url?: string;
  readonly json?: true;
  readonly dryRun?: true;
}

interface ListFlags extends CommonFlags {
  readonly state?: string;
  readonly limit: number;
}

interface TailFlags extends CommonFlags {
  readonly from?: string;
  readonly count?: number;
}

const LARGEST_PAGE = 500;

export function registerAlerts(program: Command): void {
  const alerts = program.command('alerts').description('the port’s side: alerts, steps, results');
  common(alerts.command('list').description('alerts of a port, in its sequence'))
    .option('--state <state>', 'only those that stand so: ISSUED, DELIVERED, ACKNOWLEDGED, …')
    .option('--limit <n>', 'at most so many', wholeNumber, 50)
    .action(list);
  common(alerts.command('tail').description('alerts as they are issued, until interrupted'))
    .option('--from <cursor>', 'go on after this one')
    .option('--count <n>', 'end after so many', wholeNumber)
    .action(tail);
  common(alerts.command('ack').description('acknowledge alerts').argument('<alerts...>', 'their ids'))
    .option('--dry-run', 'say whether it is possible, and do nothing')
    .action(acknowledge);
  common(alerts.command('inspect').description('report what was found').argument('<alert>', 'its id'))
    .requiredOption('--outcome <outcome>', inspectionOutcomes.join(', '))
    .option('--disposition <disposition>', dispositions.join(', '))
    .option('--method <method>', `${inspectionMethods.join(', ')}; may be given several times`, several)
    .option('--device <name>', 'device that gave the reading')
    .option('--library <version>', 'name and version of its library')
    .option('--substance <name>', 'what it identified')
    .option('--cas <number>', 'CAS number of that')
    .option('--score <0..1>', 'how sure the device was', fraction)
    .option('--observed <text>', 'what the officers saw')
    .option('--dry-run', 'print what would be reported, and report nothing')
    .action(inspect);
}

const common = (command: Command): Command =>
  command
    .option('--port <port>', 'as this port; the sandbox’s key of every port is used unless said')
    .option('--url <address>', 'port-gateway, where it is not the one of this stack')
    .option('--json', 'print an object a line');

async function list(flags: ListFlags): Promise<void> {
  const gateway = portGatewayAddress(flags, flags.port);
  const found: AlertView[] = [];
  let cursor: string | undefined;
  while (found.length < flags.limit) {
    const limit = Math.min(LARGEST_PAGE, flags.limit - found.length);
    const query = { cursor, limit, state: flags.state, port: flags.port };
    const page = await callApi<AlertPage>(gateway, { path: '/v1/alerts', query });
    found.push(...page.items);
    if (page.items.length === 0 || page.next === null || page.next === cursor) break;
    cursor = page.next;
  }
  if (flags.json) for (const alert of found) printJson({ type: 'alert', ...alert });
  else print(found.length === 0 ? 'no alerts' : describeAlerts(found));
}

async function tail(flags: TailFlags): Promise<void> {
  const gateway = portGatewayAddress(flags, flags.port);
  let seen = 0;
  for await (const { id, alert } of followAlerts(gateway, { port: flags.port, from: flags.from })) {
    if (flags.json) printJson({ type: 'alert', cursor: id, ...alert });
    else print(describeAlerts([alert]));
    seen += 1;
    if (seen === flags.count) return;
  }
}

async function acknowledge(ids: readonly string[], flags: CommonFlags): Promise<void> {
  const gateway = portGatewayAddress(flags, flags.port);
  const endings: number[] = [];
  for (const id of ids) {
    const path = `/v1/alerts/${encodeURIComponent(id)}`;
    try {
      const alert = flags.dryRun
        ? await callApi<AlertView>(gateway, { path })
        : await callApi<AlertView>(gateway, {
            method: 'POST',
            path: `${path}/steps`,
            body: { step: 'ACKNOWLEDGED', at: new Date().toISOString() },
            headers: { 'idempotency-key': randomUUID() },
          });
      if (flags.json) printJson({ type: 'alert', ...alert, alertId: id, dryRun: flags.dryRun === true });
      else print(flags.dryRun ? `${id} is ${alert.state}` : `${id} acknowledged`);
      endings.push(exitCode.done);
    } catch (error) {
      tell(`${id}: ${error instanceof Error ? error.message : String(error)}`);
      endings.push(exitCodeOf(error));
    }
  }
  const failures = endings.filter((code) => code !== exitCode.done);
  if (failures.length > 0) process.exitCode = failures.length < endings.length ? exitCode.partly : failures[0]!;
}

async function inspect(id: string, flags: CommonFlags & InspectionFlags): Promise<void> {
  const report = inspectionOf(flags, new Date());
  if (flags.dryRun) {
    printJson({ type: 'inspection', alertId: id, ...report, dryRun: true });
    return;
  }
  const gateway = portGatewayAddress(flags, flags.port);
  const result = await callApi<object | null>(gateway, {
    method: 'POST',
    path: `/v1/alerts/${encodeURIComponent(id)}/inspections`,
    body: report,
    headers: { 'idempotency-key': randomUUID() },
  });
  if (result === null) throw new CommandError('port-gateway gave no answer to the report.', exitCode.failed);
  if (flags.json) printJson({ type: 'inspection', alertId: id, ...result });
  else print(`${id}: ${report.outcome} reported`);
}
