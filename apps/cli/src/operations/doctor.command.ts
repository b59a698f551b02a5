import { type Command } from 'commander';
import { statfsSync } from 'node:fs';
import { askKafka, askPostgres, isRunning, javaVersion, mavenVersion } from '@watchpost/engines';
import type { BrokerConnection } from '@watchpost/platform';
import { operationsAddress } from '../api/addresses.ts';
import { callApi } from '../api/api-client.ts';
import { stackHome } from '../stack/home.ts';
import { readState, type StackState } from '../stack/state.ts';
import { exitCode } from '../terminal/exit-code.ts';
import { print, printJson } from '../terminal/output.ts';
import { describeFinding, type Finding } from './finding.ts';
import { deadLettersFinding, type Flow, lagFinding } from './flow-finding.ts';

const NEEDED_MIB = 2_048;

export function registerDoctor(program: Command): void {
  program
    .command('doctor')
    .description('look at everything the stack needs and say what is wrong')
    .option('--json', 'print an object a line')
    .action(async (flags: { json?: true }) => {
      const findings = await examine();
      for (const finding of findings) {
        if (flags.json) printJson({ type: 'check', ...finding });
        else print(describeFinding(finding));
      }
      if (findings.some(({ ok }) => !ok)) process.exitCode = exitCode.unavailable;
    });
}

/** Brokers run elsewhere; null where the embedded one is used. */
async function brokersElsewhere(environment: NodeJS.ProcessEnv): Promise<BrokerConnection | null> {
  if (!environment['WATCHPOST_KAFKA_BROKERS']) return null;
  // Loaded only now: it needs what the services are made of, and every verb would start later for it.
  const { kafkaConnectionOf, loadStackSettings } = await import('../up/stack-settings.ts');
  return kafkaConnectionOf(loadStackSettings(environment));
}

async function examine(): Promise<readonly Finding[]> {
  const home = stackHome();
  const state = readState(home.state);
  const isUp = state !== null && isRunning(state.supervisor);
  const elsewhere = await brokersElsewhere(process.env);
  return [
    { check: 'node', ok: Number(process.versions.node.split('.')[0]) >= 24, detail: process.versions.node },
    ...(elsewhere === null ? [await tool('java', javaVersion), await tool('maven', mavenVersion)] : []),
    disk(home.directory),
    supervisor(state, isUp),
    ...(isUp && state.addresses ? await running(state, elsewhere) : []),
  ];
}

async function tool(check: string, ask: () => Promise<string>): Promise<Finding> {
  try {
    return { check, ok: true, detail: await ask() };
  } catch (error) {
    return { check, ok: false, detail: (error as Error).message };
  }
}

function disk(directory: string): Finding {
  try {
    const { bavail, bsize } = statfsSync(directory);
    const free = Math.floor((bavail * bsize) / 1_048_576);
    const detail = `${free} MiB free for ${directory}`;
    if (free >= NEEDED_MIB) return { check: 'disk', ok: true, detail };
    return { check: 'disk', ok: false, detail: `${detail}; free some, or set WATCHPOST_HOME to another disk` };
  } catch {
    return { check: 'disk', ok: true, detail: `${directory} does not exist yet` };
  }
}

function supervisor(state: StackState | null, isUp: boolean): Finding {
  const check = 'supervisor';
  if (isUp)
    return { check, ok: state!.phase === 'ready', detail: `process ${state!.supervisor.pid}, ${state!.message}` };
  if (state === null || state.phase === 'stopped')
    return { check, ok: false, detail: 'not running; start it with watchpost up' };
  if (state.phase === 'failed') return { check, ok: false, detail: `the last start failed: ${state.message}` };
  return { check, ok: false, detail: 'it was killed; watchpost up recovers, watchpost down clears away what it left' };
}

async function running(state: StackState, elsewhere: BrokerConnection | null): Promise<readonly Finding[]> {
  const { kafka, postgres } = state.addresses!;
  const services = state.services.filter(({ url }) => url !== null);
  const findings = await Promise.all([
    kafkaFinding(elsewhere ?? { brokers: kafka.split(',') }),
    postgresFinding(postgres),
    ...services.map(({ name, url, restarts }) => serviceFinding(name, url!, restarts)),
    flowFindings(),
  ]);
  return findings.flat();
}

/** What waits: it is there however well everything runs, so it is told and does not make the stack unwell. */
async function flowFindings(): Promise<readonly Finding[]> {
  try {
    const flow = await callApi<Flow>(operationsAddress({}), { path: '/v1/flow', timeoutMs: 10_000 });
    return [lagFinding(flow), deadLettersFinding(flow)];
  } catch (error) {
    // Where operations is away its own check says so; what else can be wrong is the key of whoever asks.
    return [{ check: 'flow', ok: true, warning: true, detail: (error as Error).message }];
  }
}

async function kafkaFinding(connection: BrokerConnection): Promise<Finding> {
  const brokers = connection.brokers.join(',');
  const answer = await askKafka(connection);
  return { check: 'kafka', ok: answer.serves, detail: answer.serves ? brokers : `${brokers}: ${answer.why}` };
}

async function postgresFinding(url: string): Promise<Finding> {
  const answer = await askPostgres(url);
  const shown = url.replace(/:[^:@/]*@/, ':***@');
  return { check: 'postgres', ok: answer.serves, detail: answer.serves ? shown : `${shown}: ${answer.why}` };
}

async function serviceFinding(name: string, url: string, restarts: number): Promise<Finding> {
  const again = restarts > 0 ? `, started again ${restarts} times` : '';
  try {
    const response = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(3_000) });
    const body = response.ok ? '' : `: ${(await response.text()).slice(0, 300)}`;
    return { check: name, ok: response.ok, detail: `${url} is ${response.ok ? 'ready' : 'not ready'}${again}${body}` };
  } catch (error) {
    return {
      check: name,
      ok: false,
      detail: `${url} does not answer (${(error as Error).message})${again}; see its log`,
    };
  }
}
