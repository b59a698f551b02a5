import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { diskFull, requireFreeSpace, speaksOfFullDisk } from '../disk.ts';
import { EngineError } from '../engine-error.ts';
import { type EngineOrigin, type KafkaEngine, type Progress } from '../engine.ts';
import { requireJava } from '../java.ts';
import { choosePort, freePort } from '../ports.ts';
import { type Ending, endProcess, sizeOf, startDetached, tailOf } from '../process/detached-process.ts';
import { isRunning, type ProcessIdentity } from '../process/process-identity.ts';
import { readRecord, runningRecord, writeRecord } from '../process/process-record.ts';
import { kafkaResources } from '../workspace.ts';
import { type BrokerSecurity, scramUsers } from './broker-security.ts';
import { newClusterId } from './cluster-id.ts';
import { KAFKA_VERSION, kafkaJars } from './kafka-distribution.ts';
import { type KafkaConnection, waitUntilAnswers } from './kafka-readiness.ts';
import { serverProperties } from './kafka-settings.ts';

export interface KafkaOptions {
  /** Holds data, settings, logs and the pid file; made where it does not exist. */
  readonly directory: string;
  /** Port of the broker; a free one where absent (the one of last time, if it is still free). */
  readonly port?: number;
  /** Heap, in MiB; 1,024 unless said. */
  readonly heapMib?: number;
  /** Free space asked for at start, in MiB; 1,024 unless said. */
  readonly needMib?: number;
  /** Clients come by TLS and say who they are; absent: whoever reaches the loopback address may come. */
  readonly security?: BrokerSecurity;
  readonly progress?: Progress;
}

interface BrokerKnown {
  readonly port: number;
  readonly version: string;
}

interface Layout {
  readonly root: string;
  readonly data: string;
  readonly logs: string;
  readonly settings: string;
  readonly record: string;
}

const START_TIMEOUT_MS = 90_000;
/** A broker that is told to end writes its logs out first; one that is killed reads them all again at the next start. */
const GRACEFULLY: Ending = {
  steps: [
    ['SIGTERM', 30_000],
    ['SIGKILL', 5_000],
  ],
};
/** One that does not answer will hardly heed a signal either. */
const UNANSWERING: Ending = {
  steps: [
    ['SIGTERM', 5_000],
    ['SIGKILL', 5_000],
  ],
};

/**
 * One broker on the loopback address, as a process that outlives this one. A broker left behind by a supervisor that was
 * killed is adopted if it answers, and ended if it does not. Resolves when the broker truly answers.
 * @throws EngineError every fault but `no-user`
 */
export async function startKafka(options: KafkaOptions): Promise<KafkaEngine> {
  const progress = options.progress ?? (() => undefined);
  const layout = layoutOf(options.directory);
  const left = await adoptOrEnd(layout, options, progress);
  if (left) return left;

  const java = await requireJava();
  requireFreeSpace(layout.root, options.needMib ?? 1_024, 'the embedded Kafka');
  const jars = await kafkaJars(progress);
  for (let attempt = 1; ; attempt += 1) {
    const preferred = readRecord<BrokerKnown>(layout.record)?.port;
    const port = await choosePort({ fixed: options.port, preferred }, 'the embedded Kafka', 'WATCHPOST_KAFKA_PORT');
    const { heapMib = 1_024, security } = options;
    const outcome = await launch({ layout, java, jars, port, heapMib, security, progress });
    if ('engine' in outcome) return outcome.engine;
    // Between the question whether a port is free and its use somebody else can take it.
    if (attempt < 4 && /Address already in use/.test(outcome.log)) continue;
    throw explain(layout, outcome.log);
  }
}

function connectionTo(port: number, security: BrokerSecurity | undefined): KafkaConnection {
  const brokers = [`127.0.0.1:${port}`];
  if (security === undefined) return { brokers };
  const { username, password, ca } = security;
  return { brokers, ssl: { ca: [ca] }, sasl: { mechanism: 'scram-sha-512', username, password } };
}

function layoutOf(directory: string): Layout {
  return {
    root: directory,
    data: join(directory, 'data'),
    logs: join(directory, 'logs'),
    settings: join(directory, 'server.properties'),
    record: join(directory, 'kafka.pid.json'),
  };
}

async function adoptOrEnd(layout: Layout, options: KafkaOptions, progress: Progress): Promise<KafkaEngine | null> {
  const left = runningRecord<BrokerKnown>(layout.record);
  if (left === null) return null;
  const asWished = left.version === KAFKA_VERSION && (options.port === undefined || options.port === left.port);
  if (asWished) {
    progress(`Kafka is running already (process ${left.pid}), asking it`);
    const keepTrying = (): boolean => isRunning(left);
    const connection = connectionTo(left.port, options.security);
    if (await waitUntilAnswers(connection, { timeoutMs: 10_000, keepTrying })) {
      return engineOf(left, left.port, layout, 'adopted');
    }
  }
  progress(`ending a Kafka that was left behind (process ${left.pid})`);
  await endProcess(left, asWished ? UNANSWERING : GRACEFULLY);
  return null;
}

interface Launch {
  readonly layout: Layout;
  readonly java: string;
  readonly jars: string;
  readonly port: number;
  readonly heapMib: number;
  readonly security: BrokerSecurity | undefined;
  readonly progress: Progress;
}

async function launch(wish: Launch): Promise<{ engine: KafkaEngine } | { log: string }> {
  const { layout, java, port, security, progress } = wish;
  mkdirSync(layout.data, { recursive: true });
  mkdirSync(layout.logs, { recursive: true });
  const secured = security === undefined ? null : { security, internalPort: await freePort() };
  const place = { port, controllerPort: await freePort(), dataDirectory: layout.data, secured };
  writeFileSync(layout.settings, serverProperties(place), { mode: 0o600 });
  await formatOnce(wish);
  progress('starting Kafka');
  const logFile = join(layout.logs, 'kafka.out.log');
  const seen = [sizeOf(logFile), sizeOf(join(layout.logs, 'kafka.log'))] as const;
  const { identity } = await startDetached({
    command: java,
    args: [...javaFlags(wish), 'kafka.Kafka', layout.settings],
    logFile,
    cwd: layout.root,
  });
  writeRecord<BrokerKnown>(layout.record, { ...identity, port, version: KAFKA_VERSION });
  const keepTrying = (): boolean => isRunning(identity);
  const connection = connectionTo(port, security);
  const ready = await waitUntilAnswers(connection, { timeoutMs: START_TIMEOUT_MS, keepTrying });
  if (ready && isRunning(identity)) return { engine: engineOf(identity, port, layout, 'started') };
  await endProcess(identity, GRACEFULLY);
  return { log: `${tailOf(logFile, seen[0], 40)}\n${tailOf(join(layout.logs, 'kafka.log'), seen[1], 40)}` };
}

function javaFlags({ layout, jars, heapMib }: Launch): string[] {
  return [
    `-Xmx${heapMib}m`,
    `-Xms${Math.min(heapMib, 256)}m`,
    '-XX:+UseG1GC',
    '-XX:MaxGCPauseMillis=20',
    // A broker mostly moves bytes, which the second compiler makes no cheaper, and that one takes half of what the broker uses in its first minutes.
    '-XX:TieredStopAtLevel=1',
    '-XX:+ExitOnOutOfMemoryError',
    '-XX:-UsePerfData',
    '-Djava.awt.headless=true',
    `-Dwatchpost.log.dir=${layout.logs}`,
    `-Dlog4j2.configurationFile=${join(kafkaResources, 'log4j2.properties')}`,
    '-cp',
    join(jars, '*'),
  ];
}

/** Gives the data directory its cluster id, once. */
async function formatOnce({ layout, java, jars, security }: Launch): Promise<void> {
  if (existsSync(join(layout.data, 'meta.properties'))) return;
  const clusterId = newClusterId();
  const args = ['-XX:TieredStopAtLevel=1', '-cp', join(jars, '*'), 'kafka.tools.StorageTool'];
  const users = security === undefined ? [] : scramUsers(security);
  const format = ['format', '--cluster-id', clusterId, '--config', layout.settings, '--ignore-formatted', ...users];
  try {
    await promisify(execFile)(java, [...args, ...format], { timeout: 60_000 });
  } catch (error) {
    throw explain(layout, error instanceof Error ? error.message : String(error));
  }
}

function explain(layout: Layout, log: string): EngineError {
  if (speaksOfFullDisk(log)) return diskFull(layout.root, 'Kafka could not write');
  const line = log
    .split('\n')
    .reverse()
    .find((text) => /ERROR|FATAL|Exception|Error/.test(text));
  return new EngineError(
    'crashed',
    `The embedded Kafka did not come up (${(line ?? 'it logged nothing').trim().slice(0, 300)}); see ${layout.logs}.`,
  );
}

function engineOf(identity: ProcessIdentity, port: number, layout: Layout, origin: EngineOrigin): KafkaEngine {
  return {
    kind: 'kafka',
    origin,
    pid: identity.pid,
    brokers: [`127.0.0.1:${port}`],
    isAlive: () => isRunning(identity),
    stop: async () => {
      await endProcess(identity, GRACEFULLY);
    },
  };
}

/** Ends the broker whose pid file lies in `directory`, whoever started it; true if one was running. */
export async function endKafka(directory: string): Promise<boolean> {
  const { record } = layoutOf(directory);
  const left = runningRecord<BrokerKnown>(record);
  if (left === null) return false;
  await endProcess(left, GRACEFULLY);
  return true;
}
