/** What is wrong with a condition, and where in its text: from `at` up to, without, `end`. */
export class ConditionFault extends Error {
  override readonly name = 'ConditionFault';
  constructor(
    message: string,
    readonly at: number,
    readonly end: number,
    readonly about: 'condition' | 'list' = 'condition',
  ) {
    super(message);
  }
}

/** A condition that cannot be worked out for the values it met. The message follows from text and values alone: it is kept with the decision. */
export class ConditionFailure extends Error {
  override readonly name = 'ConditionFailure';
}
