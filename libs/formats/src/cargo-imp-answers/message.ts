import { reportDamage } from '../cargo-imp/groups.ts';
import type { ImpLine } from '../cargo-imp/line.ts';
import { type ImpContext, type ImpMessageReader, type ImpMessageType, type ImpTold } from '../cargo-imp/message.ts';
import { lookUp } from '../values/lookup.ts';
import type { MessageFact } from '../reader.ts';

/** Facts that are kept of an answer. */
const FACTS = 1_000;

/** Status codes of preliminary status notifications: what is asked for and whether it is still open. */
const statuses: Readonly<Record<string, string>> = {
  SR: 'received',
  SF: 'assessment complete',
  '6H': 'do not load',
  '6I': 'do not load, removed',
  '6J': 'do not load, in place',
  '7H': 'request for information',
  '7I': 'request for information, removed',
  '7J': 'request for information, in place',
  '8H': 'request for screening',
  '8I': 'request for screening, removed',
  '8J': 'request for screening, in place',
};

/** Waybill or house, then perhaps the rest on the same line: `157-12345675-H0001 ERR/422/MISSING_WEIGHT`. */
const about = /^(?:[A-Z]{3}\/)?(\d{3}-?\d{8})(?:[-/ ]([A-Z0-9]+)(?=$|[ /]))?/;
const status = /CSN\/([A-Z0-9]{2})(?:\/(\d{2}[A-Z]{3}\d{4}))?(?:\/(.*))?/;
const error = /ERR\/(\d{3})\/([A-Z0-9_ -]+)/;

/** Answers of advance cargo systems: preliminary status notification PSN, preliminary error report PER. */
export const answers: readonly ImpMessageType[] = ['PSN', 'PER'].map((code) => ({
  code,
  role: 'response',
  versions: [],
  lines: new Set('CCL AWB WBL ARR AGT CSN ERR TXT FLT'.split(' ')),
  bare: /^\d{3}-?\d{8}|^[A-Z0-9]{2,3}\d{1,4}\//,
  open: (context: ImpContext) => new AnswerReader(context),
}));

class AnswerReader implements ImpMessageReader {
  readonly #facts: MessageFact[] = [];
  #answers: string | null = null;

  constructor(private readonly context: ImpContext) {}

  line(line: ImpLine): void {
    reportDamage(this.context.emitter, line);
    const named = about.exec(line.text);
    if (named) this.#answers ??= [named[1], named[2]].filter((part) => part !== undefined).join('-');
    const told = status.exec(line.text);
    if (told) this.#status(line, told);
    const fault = error.exec(line.text);
    if (fault) this.#error(line, fault);
    if (!named && !told && !fault) this.#fact('text', line.text, line, 0);
  }

  end(): ImpTold {
    const { emitter, head } = this.context;
    if (!this.#facts.some(({ name }) => name === 'status' || name === 'error'))
      emitter.log.report('message.structure', null, head.place, { expected: 'CSN or ERR' });
    return { reference: null, answers: this.#answers, facts: this.#facts };
  }

  #status(line: ImpLine, [whole, code = '', at = '', text = '']: RegExpExecArray): void {
    const from = line.text.indexOf(whole) + 4;
    const meaning = lookUp(statuses, code);
    if (meaning === undefined) this.context.emitter.log.report('imp.status', null, line.placeAt(from), { value: code });
    this.#fact('status', code, line, from);
    this.#fact('meaning', meaning ?? '', line, from);
    this.#fact('at', at, line, from + 3);
    this.#fact('text', text.trim(), line, from);
  }

  #error(line: ImpLine, [whole, http = '', code = '']: RegExpExecArray): void {
    const from = line.text.indexOf(whole) + 4;
    this.#fact('error', code.trim(), line, from + 4);
    this.#fact('HTTP status', http, line, from);
  }

  #fact(name: string, value: string, line: ImpLine, from: number): void {
    if (value !== '' && this.#facts.length < FACTS) this.#facts.push({ name, value, place: line.placeAt(from) });
  }
}
