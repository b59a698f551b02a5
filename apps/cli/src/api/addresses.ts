import { readCredentials } from '../stack/credentials.ts';
import { stackHome } from '../stack/home.ts';
import { livingState, type StackAddresses } from '../stack/state.ts';
import { CommandError, exitCode } from '../terminal/exit-code.ts';
import { type ApiAddress } from './api-client.ts';

/** Flags that every verb that talks to a service takes. */
export interface AddressFlags {
  readonly url?: string | undefined;
}

type Door = 'intake' | 'portGateway' | 'operations';

const doors: Readonly<Record<Door, { service: string; variable: string }>> = {
  intake: { service: 'intake', variable: 'WATCHPOST_INTAKE_URL' },
  portGateway: { service: 'port-gateway', variable: 'WATCHPOST_PORT_GATEWAY_URL' },
  operations: { service: 'operations', variable: 'WATCHPOST_OPERATIONS_URL' },
};

/** Partner's door: the key is `WATCHPOST_KEY`, else the sandbox's key of this partner. */
export const intakeAddress = (flags: AddressFlags, partner: string | undefined): ApiAddress =>
  address('intake', flags, (known, addresses) => {
    if (partner === undefined) return addresses?.credentials.partner ?? null;
    const key = known?.partners[partner];
    if (key !== undefined) return key;
    throw new CommandError(
      `No key of partner ${partner} is known here; set WATCHPOST_KEY, or choose one of: ${Object.keys(known?.partners ?? {}).join(', ') || 'none'}.`,
      exitCode.notAllowed,
    );
  });

/** Port's door: the key is `WATCHPOST_KEY`, else the sandbox's key of this port, or of all ports. */
export const portGatewayAddress = (flags: AddressFlags, port?: string): ApiAddress =>
  address('portGateway', flags, (known, addresses) => known?.ports[port ?? '*'] ?? addresses?.credentials.port ?? null);

/** Operator's door: the key is `WATCHPOST_KEY`, else the sandbox's operator key. */
export const operationsAddress = (flags: AddressFlags): ApiAddress =>
  address('operations', flags, (known) => known?.operator ?? null);

function address(
  door: Door,
  flags: AddressFlags,
  keyOf: (known: ReturnType<typeof readCredentials>, addresses: StackAddresses | undefined) => string | null,
): ApiAddress {
  const { service, variable } = doors[door];
  const home = stackHome();
  const addresses = livingState(home.state)?.addresses;
  const url = flags.url ?? process.env[variable] ?? addresses?.[door];
  if (url === undefined) {
    throw new CommandError(
      `No ${service} is known here; start the stack with watchpost up, or set ${variable} (or --url) to one run elsewhere.`,
      exitCode.unavailable,
    );
  }
  const key = process.env['WATCHPOST_KEY'] || keyOf(readCredentials(home.credentials), addresses);
  return { url: url.replace(/\/$/, ''), key, service };
}
