import type { FaultCode, ScenarioFault } from '../scenario/fault.ts';

/** A fault makes a scenario unusable; what else was found is for its author to judge. */
export type FindingCode =
  | FaultCode
  /** An outcome, an entry of the block list or an override that nothing leads to. */
  | 'never'
  /** One that everything leads to. */
  | 'always'
  /** A value that a feature never has. */
  | 'value'
  /** A band that nothing leads to. */
  | 'band-unreachable'
  /** A need or a list that nothing reads. */
  | 'unused'
  | 'override-over'
  /** A rule that could not decide on anything of the sample, or failed. */
  | 'undecided';

export interface ScenarioFinding extends Omit<ScenarioFault, 'code'> {
  readonly severity: 'error' | 'warning';
  readonly code: FindingCode;
}
