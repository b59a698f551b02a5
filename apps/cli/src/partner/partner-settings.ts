import { type FindingCosts, parseReading, type TableMapping } from '@watchpost/formats';
import { operationsAddress } from '../api/addresses.ts';
import { callApi } from '../api/api-client.ts';
import { jsonFrom, unusable } from '../mapping/json-file.ts';
import { CommandError, exitCode } from '../terminal/exit-code.ts';

/** A partner as operations shows it. */
export interface Partner {
  readonly partner: string;
  readonly name: string;
  readonly country: string | null;
  readonly active: boolean;
  readonly testMode: boolean;
  readonly formatHint: string | null;
  readonly mapping: unknown;
  readonly findingCosts: unknown;
  readonly requestsPerMinute: number;
  readonly bytesPerMinute: number;
  readonly keys?: readonly PartnerKey[];
}

export interface PartnerKey {
  readonly keyId: string;
  readonly scopes: readonly string[];
  readonly expiresAt: string | null;
  readonly revokedAt: string | null;
}

/** What decides about a partner's manifests. */
export interface CheckedSettings extends Pick<
  Partner,
  'partner' | 'active' | 'testMode' | 'formatHint' | 'requestsPerMinute' | 'bytesPerMinute'
> {
  readonly table: TableMapping | null;
  readonly costs: FindingCosts | null;
}

export const fetchPartner = (flags: { readonly url?: string }, partner: string): Promise<Partner> =>
  callApi<Partner>(operationsAddress(flags), { path: `/v1/partners/${encodeURIComponent(partner)}` });

/** What `partner show --json` printed. @throws CommandError with every fault of it */
export async function partnerIn(file: string): Promise<Partner> {
  const json = await jsonFrom(file, 'settings');
  const missing = wanted.filter((name) => !isMember(json, name));
  if (missing.length > 0) {
    throw new CommandError(
      `The settings ${file} are not what watchpost partner show --json prints: ${missing.join(', ')} is missing or of another kind.`,
      exitCode.usage,
    );
  }
  return json as Partner;
}

const kinds = {
  partner: 'string',
  active: 'boolean',
  testMode: 'boolean',
  requestsPerMinute: 'number',
  bytesPerMinute: 'number',
} as const;
const wanted = Object.keys(kinds) as readonly (keyof typeof kinds)[];

const isMember = (json: unknown, name: keyof typeof kinds): boolean =>
  typeof json === 'object' && json !== null && typeof (json as Record<string, unknown>)[name] === kinds[name];

/** @param source the file they are from, for what is said of faults @throws CommandError with every fault */
export function checkedSettings(partner: Partner, source: string): CheckedSettings {
  const { mapping = null, findingCosts = null, formatHint = null, ...rest } = partner;
  const answer = parseReading({ mapping, findingCosts });
  if (answer.kind === 'invalid') throw unusable(source, 'settings', answer.faults);
  return { ...rest, formatHint, table: answer.settings.mapping, costs: answer.settings.costs };
}
