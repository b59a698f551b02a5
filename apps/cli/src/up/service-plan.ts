import { hash } from 'node:crypto';
import { join } from 'node:path';
import { type EngineSet } from '@watchpost/engines';
import { type SandboxCredentials } from '../stack/credentials.ts';
import { type StackHome, workspaceRoot } from '../stack/home.ts';
import type { StackSettings } from './stack-settings.ts';

export const serviceNames = ['intake', 'normalizer', 'scorer', 'targeting', 'port-gateway', 'operations'] as const;
export type ServiceName = (typeof serviceNames)[number];

/** The port of each replica; the first is the one whose address is told. */
export type ServicePorts = Readonly<Record<ServiceName, readonly [number, ...number[]]>>;

/** What a replica is called, in the state and in the names of its files: the first as its service, further ones `intake-2` and so on. */
export const replicaName = (service: ServiceName, replica: number): string =>
  replica === 1 ? service : `${service}-${replica}`;

/** A process of the stack as it is to be started. */
export interface ServicePlan {
  readonly name: string;
  /** Program, built. */
  readonly program: string;
  readonly environment: NodeJS.ProcessEnv;
  /** null: it serves no HTTP and counts as ready once it runs. */
  readonly port: number | null;
  readonly readyFile: string;
}

const programOf = (app: string): string => join(workspaceRoot, 'apps', app, 'dist', 'main.js');

/** Configured port of a service. */
export function fixedPortOf(name: ServiceName, settings: StackSettings): number | undefined {
  const ports: Record<ServiceName, number | undefined> = {
    intake: settings.WATCHPOST_INTAKE_PORT,
    normalizer: settings.WATCHPOST_NORMALIZER_PORT,
    scorer: settings.WATCHPOST_SCORER_PORT,
    targeting: settings.WATCHPOST_TARGETING_PORT,
    'port-gateway': settings.WATCHPOST_PORT_GATEWAY_PORT,
    operations: settings.WATCHPOST_OPERATIONS_PORT,
  };
  return ports[name];
}

export interface PlanInput {
  readonly home: StackHome;
  readonly engines: EngineSet;
  readonly credentials: SandboxCredentials;
  readonly ports: ServicePorts;
}

/** Keys of whoever calls are nobody's business but theirs. */
const keptFromServices: ReadonlySet<string> = new Set(['WATCHPOST_KEY']);

export function planServices({ home, engines, credentials, ports }: PlanInput): readonly ServicePlan[] {
  const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !keptFromServices.has(name)));
  const planOf = (service: ServiceName, port: number, replica: number): ServicePlan => {
    const name = replicaName(service, replica);
    const readyFile = join(home.run, `${name}.ready.json`);
    return {
      name,
      program: programOf(service),
      port,
      readyFile,
      environment: {
        NODE_ENV: 'production',
        LOG_LEVEL: 'info',
        ...inherited,
        HTTP_HOST: '127.0.0.1',
        HTTP_PORT: String(port),
        DATABASE_URL: engines.postgres.url,
        WATCHPOST_KAFKA_BROKERS: engines.kafka.brokers.join(','),
        WATCHPOST_READY_FILE: readyFile,
        ...particulars(service, { home, credentials, ports }),
      },
    };
  };
  return serviceNames.flatMap((service) => ports[service].map((port, at) => planOf(service, port, at + 1)));
}

/** The key by which operations reads at intake: whoever knows the operator's can tell it. */
const serviceKeyOf = ({ operator }: SandboxCredentials): string =>
  `wp_operator_${hash('sha256', `intake ${operator}`)}`;

function particulars(name: ServiceName, { home, credentials, ports }: Omit<PlanInput, 'engines'>): NodeJS.ProcessEnv {
  if (name === 'intake') {
    return {
      WATCHPOST_RECEIPT_KEY_FILE: process.env['WATCHPOST_RECEIPT_KEY_FILE'] ?? home.receiptKey,
      WATCHPOST_SERVICE_KEY: serviceKeyOf(credentials),
    };
  }
  if (name === 'operations') {
    return {
      WATCHPOST_BOOTSTRAP_OPERATOR_KEY: credentials.operator,
      WATCHPOST_INTAKE_URL: `http://127.0.0.1:${ports.intake[0]}`,
      WATCHPOST_SERVICE_KEY: serviceKeyOf(credentials),
    };
  }
  // Ports of a sandbox run on this very machine.
  if (name === 'port-gateway') {
    return { WATCHPOST_WEBHOOK_ALLOW_LOOPBACK: process.env['WATCHPOST_WEBHOOK_ALLOW_LOOPBACK'] ?? 'true' };
  }
  return {};
}

/** Partners and ports for a demonstration. */
export function planSimulator(home: StackHome, addresses: { intake: string; portGateway: string }): ServicePlan {
  return {
    name: 'simulator',
    program: programOf('simulator'),
    port: null,
    readyFile: join(home.run, 'simulator.ready.json'),
    environment: {
      ...process.env,
      WATCHPOST_INTAKE_URL: addresses.intake,
      WATCHPOST_PORT_GATEWAY_URL: addresses.portGateway,
      WATCHPOST_CREDENTIALS_FILE: home.credentials,
    },
  };
}
