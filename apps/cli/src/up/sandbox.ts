import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { type ApiAddress, ApiError, callApi } from '../api/api-client.ts';
import { type SandboxCredentials } from '../stack/credentials.ts';
import { CommandError, exitCode } from '../terminal/exit-code.ts';

/** The partner whose key `up` prints. */
export const SANDBOX_PARTNER = 'sandbox-post';
/** A service that runs every port. */
export const EVERY_PORT = '*';

const many = { requestsPerMinute: 60_000, bytesPerMinute: 8 * 1024 * 1024 * 1024 };

/** Who a fresh stack knows: one partner to try things with, and those of the demonstration. */
export const sandboxPartners = [
  { partner: SANDBOX_PARTNER, name: 'Sandbox Post', country: 'KR', ...many },
  { partner: 'hanguk-post', name: 'Hanguk Post', country: 'KR', ...many },
  { partner: 'channel-customs', name: 'Channel Customs', country: 'GB', ...many },
  { partner: 'aero-express', name: 'Aero Express', country: 'DE', ...many },
  { partner: 'pearl-mail', name: 'Pearl River Mail', country: 'CN', ...many },
  { partner: 'rhein-post', name: 'Rhein Post', country: 'DE', ...many },
  { partner: 'bohai-cargo', name: 'Bohai Cargo', country: 'CN', ...many },
  { partner: 'pacific-freight', name: 'Pacific Freight Lines', country: 'KR', ...many },
  { partner: 'skyline-forwarding', name: 'Skyline Forwarding', country: 'US', ...many },
  { partner: 'liberty-post', name: 'Liberty Post', country: 'US', ...many },
] as const;

const shift = { capacityPerShift: 5_000, shiftHours: 1 };

export const sandboxPorts = [
  { port: EVERY_PORT, name: 'Every port' },
  {
    port: 'jfk-mail',
    name: 'New York mail facility',
    country: 'US',
    places: ['JFK', 'USJFK*', 'USNYC*', '4701'],
    ...shift,
  },
  {
    port: 'lax-express',
    name: 'Los Angeles express hub',
    country: 'US',
    places: ['LAX', 'USLAX*', 'USLGB*', '2720'],
    ...shift,
  },
  { port: 'lhr-border', name: 'London port of entry', country: 'GB', places: ['LHR', 'GB*', 'XI*'], ...shift },
] as const;

/** What a stack that was never started begins with. */
export const newCredentials = (): SandboxCredentials => ({
  operator: `wp_operator_${randomBytes(32).toString('base64url')}`,
  partners: {},
  ports: {},
});

/**
 * Makes the sandbox's partners and ports where they are missing and issues a key to each that has none here. Starting again
 * changes nothing.
 */
export async function furnishSandbox(operations: ApiAddress, known: SandboxCredentials): Promise<SandboxCredentials> {
  const partners: Record<string, string> = { ...known.partners };
  for (const partner of sandboxPartners) {
    partners[partner.partner] ??= await admit(operations, '/v1/partners', partner.partner, partner);
  }
  const ports: Record<string, string> = { ...known.ports };
  for (const port of sandboxPorts) ports[port.port] ??= await admit(operations, '/v1/ports', port.port, port);
  return { operator: known.operator, partners, ports };
}

async function admit(operations: ApiAddress, path: string, name: string, body: object): Promise<string> {
  try {
    await callApi(operations, { method: 'POST', path, body });
  } catch (error) {
    if (!(error instanceof ApiError) || error.problem.status !== 409) throw error;
  }
  const issued = await callApi<{ key: string }>(operations, {
    method: 'POST',
    path: `${path}/${encodeURIComponent(name)}/keys`,
    body: { description: 'sandbox' },
  });
  return issued.key;
}

/** A key travels as an event: waits until the service behind the door knows it. */
export async function waitUntilKnown(door: ApiAddress, path: string): Promise<void> {
  const deadline = Date.now() + 30_000;
  for (;;) {
    try {
      await callApi(door, { path, timeoutMs: 5_000 });
      return;
    } catch (error) {
      const isUnknown = error instanceof ApiError && [401, 403, 503].includes(error.problem.status);
      if (!isUnknown) throw error;
      if (Date.now() > deadline) {
        throw new CommandError(
          `${door.service} does not know the sandbox's key after 30 s (${error.message}); see its log, or forget everything with watchpost down --purge.`,
          exitCode.unavailable,
          { cause: error },
        );
      }
    }
    await pause(250);
  }
}
