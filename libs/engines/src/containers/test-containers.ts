import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { type ContainerRuntimeClient, PullPolicy, type StartedTestContainer } from 'testcontainers';
import { EngineError } from '../engine-error.ts';
import { type Progress } from '../engine.ts';
import { waitUntilAnswers } from '../kafka/kafka-readiness.ts';
import { freePort } from '../ports.ts';
import { postgresAnswers } from '../postgres/postgres-probe.ts';
import { type TestEngines, type TestImages } from '../test-engines.ts';
import { clearRun, clearRunsThatAreOver, containerHost, requireImages } from './container-host.ts';
import { addressOf, LoopbackContainer } from './loopback-container.ts';
import { labelOf, ownRun, RUN_LABEL } from './test-run.ts';

const START_TIMEOUT_MS = 90_000;
const LINES_KEPT = 40;

/** What containers of one run have in common. */
interface Run {
  readonly host: ContainerRuntimeClient;
  readonly label: string;
}

/** See `startTestContainers` of the library. */
export async function startContainers(images: TestImages, progress: Progress): Promise<TestEngines> {
  // The image of the library's own cleaner would have to be pulled. What it does our labels do, at the end and at the next start.
  process.env['TESTCONTAINERS_RYUK_DISABLED'] ??= 'true';
  const run: Run = { host: await containerHost(), label: labelOf(ownRun()) };
  await requireImages(run.host, [
    { name: images.kafka, dockerfile: 'deploy/kafka/Dockerfile' },
    { name: images.postgres, dockerfile: 'deploy/postgres/Dockerfile' },
  ]);
  await clearRunsThatAreOver(run.host);
  progress(`starting containers of ${images.kafka} and ${images.postgres}`);
  const begun = await Promise.allSettled([startBroker(run, images.kafka), startDatabase(run, images.postgres)]);
  const stop = (): Promise<void> => clearRun(run.host, run.label);
  const failed = begun.find((result) => result.status === 'rejected');
  if (failed) {
    await stop();
    throw failed.reason;
  }
  const [brokers, databaseUrl] = begun.map((result) => (result as PromiseFulfilledResult<string>).value) as [
    string,
    string,
  ];
  return { brokers, databaseUrl, stop };
}

/** A broker tells its clients where it is, so its port on this machine has to be known before it starts. */
async function startBroker(run: Run, image: string): Promise<string> {
  for (let attempt = 1; ; attempt += 1) {
    const port = await freePort();
    const address = `${addressOf(run.host.info.containerRuntime.host)}:${port}`;
    const environment = { KAFKA_ADVERTISED: address, KAFKA_JAVA_OPTIONS: '-Xms256m -Xmx384m' };
    try {
      await start(run, image, { environment, port: { container: 9092, host: port } }, () =>
        waitUntilAnswers({ brokers: [address] }, { timeoutMs: START_TIMEOUT_MS }),
      );
      return address;
    } catch (error) {
      // Between the question whether a port is free and its use somebody else can take it.
      if (attempt >= 4 || !/port is already allocated|address already in use/.test(String(error))) throw error;
    }
  }
}

/** Resolves with the superuser's URL of the database `watchpost`. */
async function startDatabase(run: Run, image: string): Promise<string> {
  const password = randomBytes(18).toString('base64url');
  const urlAt = (container: StartedTestContainer): string =>
    `postgres://postgres:${password}@${addressOf(container.getHost())}:${container.getMappedPort(5432)}/watchpost`;
  const container = await start(
    run,
    image,
    { environment: { POSTGRES_PASSWORD: password }, port: 5432 },
    async (started) => {
      for (const end = Date.now() + START_TIMEOUT_MS; Date.now() < end; await pause(200)) {
        if (await postgresAnswers(urlAt(started))) return true;
      }
      return false;
    },
  );
  return urlAt(container);
}

interface ContainerWish {
  readonly environment: Readonly<Record<string, string>>;
  readonly port: number | { readonly container: number; readonly host: number };
}

/** @throws EngineError `crashed` with what the container said last */
async function start(
  { host, label }: Run,
  image: string,
  { environment, port }: ContainerWish,
  serves: (container: StartedTestContainer) => Promise<boolean>,
): Promise<StartedTestContainer> {
  const said: string[] = [];
  const wish = new LoopbackContainer(image)
    .withPullPolicy(PullPolicy.neverPull())
    .withLabels({ [RUN_LABEL]: label })
    .withEnvironment({ ...environment })
    .withExposedPorts(port)
    .withSharedMemorySize(256 * 1024 * 1024)
    .withStartupTimeout(START_TIMEOUT_MS)
    .withLogConsumer((lines) =>
      lines.on('data', (line) => said.splice(0, Math.max(0, said.push(String(line).trim()) - LINES_KEPT))),
    )
    .reachedBy(host.info.containerRuntime.host);
  const failed = (why: string, options?: ErrorOptions): EngineError =>
    new EngineError(
      'crashed',
      `The container of ${image} did not come up (${why}); it said last: ${said.at(-1) ?? 'nothing'}`,
      options,
    );
  const container = await wish.start().catch((error: unknown) => {
    throw failed(error instanceof Error ? error.message : String(error), { cause: error });
  });
  if (!(await serves(container))) throw failed(`it does not answer after ${START_TIMEOUT_MS / 1000} s`);
  return container;
}
