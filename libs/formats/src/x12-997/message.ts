import type { MessageFact } from '../reader.ts';
import { reportDamage } from '../x12/loop-message.ts';
import { factOf, type X12Context, type X12MessageReader, type X12MessageType, type X12Told } from '../x12/message.ts';
import type { X12Segment } from '../x12/segment.ts';

/** Facts that are kept of an acknowledgement. */
const FACTS = 1_000;

/** Functional acknowledgement 997, implementation acknowledgement 999: which messages of a group were taken, and what was wrong with the others. */
export const acknowledgements: readonly X12MessageType[] = ['997', '999'].map((code) => ({
  code,
  role: 'response',
  open: (context: X12Context) => new Acknowledgement(context),
}));

const type = /^[A-Z0-9]{2}$/;
const set = /^[A-Z0-9]{3}$/;
const count = /^\d{1,10}$/;
const error = /^[A-Z0-9]{1,3}$/;
const answer = /^[AEMPRWX]$/;
const any = /^/;

/** Elements that say something, with the form each has (elements 479, 143, 721, 725, 717, 715 and others); the fact is named by them. */
const told: Readonly<Record<string, readonly RegExp[]>> = {
  AK1: [type, any, any],
  AK2: [set, any],
  AK3: [/^[A-Z][A-Z0-9]{1,2}$/, count, any, error],
  AK4: [any, count, error, any],
  AK5: [answer, error, error],
  AK9: [answer, count, count, count],
  IK3: [/^[A-Z][A-Z0-9]{1,2}$/, count, any, error],
  IK4: [any, count, error, any],
  IK5: [answer, error, error],
  CTX: [any, any],
};

class Acknowledgement implements X12MessageReader {
  readonly #facts: MessageFact[] = [];
  #answers: string | null = null;

  constructor(private readonly context: X12Context) {}

  segment(segment: X12Segment): void {
    const { log } = this.context.emitter;
    reportDamage(this.context.emitter, segment, null);
    const elements = Object.hasOwn(told, segment.tag) ? told[segment.tag]! : null;
    if (elements === null) {
      const message = 'The segment has no place in this message; it was passed over.';
      log.reportOnce('message.structure', segment.tag, segment.place, { value: segment.tag, message });
      return;
    }
    if (segment.tag === 'AK1') this.#answers ??= segment.code(2) || null;
    for (const [at, form] of elements.entries()) this.#element(segment, at + 1, form);
  }

  #element(segment: X12Segment, n: number, form: RegExp): void {
    const code = segment.code(n);
    if (code !== '' && !form.test(code))
      this.context.emitter.log.report('x12.element-form', null, segment.placeOf(n), { value: code });
    const name = `${segment.tag}-${String(n).padStart(2, '0')}`;
    if (this.#facts.length < FACTS) this.#facts.push(...factOf(name, segment, n));
  }

  end(): X12Told {
    if (this.#answers === null)
      this.context.emitter.log.report('message.structure', null, this.context.head.place, { expected: 'AK1' });
    return { reference: null, answers: this.#answers, facts: this.#facts };
  }
}
