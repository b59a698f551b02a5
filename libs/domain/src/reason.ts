/**
 * Why a decision is what it is: one rule's answer. A rule answers exactly one outcome of a closed set, with
 * "cannot decide" among them.
 */
export interface Reason {
  /** The rule's short name: `hs-fentanyl-family`. */
  readonly factor: string;
  /** Which of the rule's outcomes: `listed`, `none`, `cannot-decide`. */
  readonly outcome: string;
  /** The value it turned on, as text; null where there is none. */
  readonly value: string | null;
  /** What it adds to the score, in log-odds. */
  readonly weight: number;
  /** In words, for the officer. */
  readonly text: string;
  /** Rule and its version: `hs-fentanyl-family@3`. */
  readonly rule: string;
}

/** What the port is asked to do. HOLD the item; RFI ask the sender's side for data; RFS screen it; DNL do not load. */
export type AlertAction = 'HOLD' | 'RFI' | 'RFS' | 'DNL';
/** What the assessment recommends; admission to a port's capacity is decided in targeting. */
export type Recommendation = AlertAction | 'NONE';
