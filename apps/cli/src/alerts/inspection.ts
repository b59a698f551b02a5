import { dispositions, inspectionMethods, inspectionOutcomes } from '@watchpost/domain';
import { CommandError, exitCode } from '../terminal/exit-code.ts';

export interface InspectionFlags {
  readonly outcome: string;
  readonly disposition?: string;
  readonly method?: readonly string[];
  readonly device?: string;
  readonly library?: string;
  readonly substance?: string;
  readonly cas?: string;
  readonly score?: number;
  readonly observed?: string;
}

/** Body of `POST /v1/alerts/{id}/inspections`; what is not known is left out. */
export interface InspectionReport {
  readonly endedAt: string;
  readonly outcome: string;
  readonly disposition?: string;
  readonly methods: readonly { readonly method: string; readonly device?: string; readonly library?: string }[];
  readonly identifications?: readonly { readonly substance: string; readonly cas?: string; readonly score?: number }[];
  readonly observed?: { readonly description: string };
}

/** @throws CommandError `usage` where a word is not one of the contract's */
export function inspectionOf(flags: InspectionFlags, at: Date): InspectionReport {
  const methods = flags.method ?? ['VISUAL'];
  requireKnown('--outcome', [flags.outcome], inspectionOutcomes);
  requireKnown('--method', methods, inspectionMethods);
  if (flags.disposition !== undefined) requireKnown('--disposition', [flags.disposition], dispositions);
  if (flags.substance === undefined && (flags.cas !== undefined || flags.score !== undefined)) {
    throw new CommandError('--cas and --score say more of a substance; name it with --substance.', exitCode.usage);
  }
  return {
    endedAt: at.toISOString(),
    outcome: flags.outcome,
    ...(flags.disposition === undefined ? {} : { disposition: flags.disposition }),
    methods: methods.map((method) => ({ method, ...given({ device: flags.device, library: flags.library }) })),
    ...(flags.substance === undefined
      ? {}
      : { identifications: [{ substance: flags.substance, ...given({ cas: flags.cas, score: flags.score }) }] }),
    ...(flags.observed === undefined ? {} : { observed: { description: flags.observed } }),
  };
}

function requireKnown(flag: string, values: readonly string[], known: readonly string[]): void {
  const unknown = values.find((value) => !known.includes(value));
  if (unknown === undefined) return;
  throw new CommandError(`${flag} ${unknown} is none of ${known.join(', ')}.`, exitCode.usage);
}

const given = <T extends object>(values: T): Partial<T> =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Partial<T>;
