/** What a fault is about. */
export type FaultCode =
  'syntax' | 'form' | 'feature' | 'list' | 'condition' | 'sentence' | 'band' | 'repeated' | 'override';

/** What is wrong with a scenario or a list, and where: enough to open the file and mend it. */
export interface ScenarioFault {
  readonly code: FaultCode;
  readonly file: string;
  /** From 1; null where the fault belongs to the whole file. */
  readonly row: number | null;
  readonly column: number | null;
  /** Id of the rule; null where the fault is outside of the rules. */
  readonly rule: string | null;
  readonly message: string;
}

/** `scenario.yaml:12:7 rule hs-fentanyl-family: …` */
export function faultText(fault: ScenarioFault): string {
  const at = fault.row === null ? fault.file : `${fault.file}:${fault.row}:${fault.column ?? 1}`;
  return fault.rule === null ? `${at} ${fault.message}` : `${at} rule ${fault.rule}: ${fault.message}`;
}
