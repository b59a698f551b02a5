import { ByteText } from '../charset/byte-text.ts';
import { LineEmitter } from '../line-emitter.ts';
import type { Boundary, ReadOptions, ReadSession, ReadSink } from '../reader.ts';
import { reportDamage } from './groups.ts';
import { ImpLine, type PhysicalLine } from './line.ts';
import { LINE_BYTES, LineSplitter } from './line-splitter.ts';
import type { ImpMessageReader, ImpMessageType } from './message.ts';

/** Characters of a line that the standard allows. */
const LINE_LENGTH = 69;
/** Standard message identifiers of Cargo-IMP and of the answers of advance cargo systems. */
export const messageIdentifier =
  /^(FWB|FHL|FFM|FSU|FSA|FSR|FSN|FNA|FMA|FBL|FBR|FAD|FAA|FDD|FFR|FFA|FFC|FRP|FRH|FZB|FZE|FWR|FMB|FSC|FRI|FRX|FXX|FSI|FCC|FDM|FER|FXR|FXH|FXI|FHS|PHL|PWB|FUM|UCM|SCM|LUC|DRD|NFD|FIQ|CSN|FLP)\/(\d{1,2})$|^(PSN|PER)$/;
/** Addresses and origin of a telex, and its first and last signs. */
const telexLine = /^(Q[UKDXNP] [A-Z0-9]{7}( [A-Z0-9]{7})*|\.[A-Z0-9]{7}( .*)?|=[A-Z]+|ZCZC.*|NNNN)$/;
// eslint-disable-next-line no-control-regex -- SOH, STX and ETX of telex lines
const telexSigns = /[\u0001-\u0003]/g;

interface OpenMessage {
  readonly type: ImpMessageType | null;
  readonly reader: ImpMessageReader | null;
  readonly head: ImpLine;
  readonly name: string;
}

/** Reads a document of Cargo-IMP: messages one after another, each from its identifier to the next. */
export class CargoImpSession implements ReadSession {
  readonly #emitter: LineEmitter;
  readonly #lines: LineSplitter;
  readonly #counts = new Map<string, number>();
  #message: OpenMessage | null = null;
  /** The line that the next one may turn out to continue. */
  #line: ImpLine | null = null;

  constructor(
    options: ReadOptions,
    sink: ReadSink,
    private readonly types: ReadonlyMap<string, ImpMessageType>,
  ) {
    this.#emitter = new LineEmitter(options, sink);
    const { log } = this.#emitter;
    this.#lines = new LineSplitter(
      new ByteText(log, options.charset),
      (line) => this.#take(line),
      ({ text, offset, row }) =>
        log.report('imp.line-too-long', null, { offset, row, segment: null, path: this.#path }, { value: text }),
    );
  }

  push(chunk: Uint8Array): Boundary | null {
    return this.#lines.push(chunk);
  }

  end(): Boundary | null {
    const boundary = this.#lines.end();
    this.#endMessage();
    return boundary;
  }

  get #path(): string | null {
    return this.#message?.head.path ?? null;
  }

  #take(physical: PhysicalLine): void {
    const text = physical.text.replace(telexSigns, '').trimEnd();
    const line = { ...physical, text };
    if (text === '') return;
    const identified = messageIdentifier.exec(text);
    if (identified) return this.#openMessage(line, identified[1] ?? identified[3]!, identified[2] ?? null);
    if (telexLine.test(text)) return this.#endMessage();
    if (this.#message === null) return this.#foreign(line);
    this.#add(line);
  }

  #add(line: PhysicalLine): void {
    const { type, head } = this.#message!;
    if (type === null) return;
    if (line.text.length > LINE_LENGTH) this.#reportLength(line);
    const isOwn = type.bare.test(line.text) || type.lines.has(line.text.slice(0, 3)) || line.text.startsWith('/');
    if (!isOwn && this.#line !== null) return this.#continue(this.#line, line);
    this.#flush();
    this.#line = new ImpLine(line, head.path);
  }

  /** A line that begins like none of the message: the one before it was broken on its way. */
  #continue(before: ImpLine, line: PhysicalLine): void {
    const isCut = before.lastLength >= LINE_LENGTH - 4 || !isText.test(`${before.text.at(-1)}${line.text[0]}`);
    const place = { offset: line.offset, row: line.row, segment: before.id || null, path: before.path };
    if (before.text.length + line.text.length > LINE_BYTES)
      return this.#emitter.log.reportOnce('imp.line-too-long', `${before.place.offset}`, place, { value: line.text });
    this.#emitter.log.report('imp.line-broken', null, place, { value: line.text });
    before.join(line, isCut ? '' : ' ');
  }

  #reportLength({ offset, row, text }: PhysicalLine): void {
    const place = { offset, row, segment: null, path: this.#path };
    const details = { value: `${text.length}`, expected: `at most ${LINE_LENGTH}` };
    this.#emitter.log.reportOnce('imp.line-length', this.#path ?? '', place, details);
  }

  #openMessage(line: PhysicalLine, code: string, version: string | null): void {
    this.#endMessage();
    const count = (this.#counts.get(code) ?? 0) + 1;
    this.#counts.set(code, count);
    const head = new ImpLine(line, `/${code}[${count}]`);
    const type = this.types.get(code) ?? null;
    if (type && version !== null && !type.versions.includes(version)) {
      const expected = type.versions.join(', ');
      this.#emitter.log.reportOnce('imp.version', `${code}/${version}`, head.place, { value: version, expected });
    }
    const name = version === null ? code : `${code}/${version}`;
    this.#message = { type, reader: type?.open({ emitter: this.#emitter, head }) ?? null, head, name };
  }

  #endMessage(): void {
    const message = this.#message;
    if (message === null) return;
    this.#flush();
    this.#message = null;
    const { type, reader, head, name } = message;
    const told = reader?.end() ?? { reference: null, answers: null, facts: [] };
    const role = type?.role ?? 'unsupported';
    this.#emitter.message({ format: 'cargo-imp', place: head.place, type: name, role, profile: 'standard', ...told });
  }

  #flush(): void {
    const line = this.#line;
    this.#line = null;
    if (line !== null) this.#message?.reader?.line(line);
  }

  /** Text before any message. */
  #foreign(line: PhysicalLine): void {
    const at = new ImpLine(line, '');
    reportDamage(this.#emitter, at);
    this.#emitter.log.reportOnce('imp.no-message', '', at.place, { value: line.text });
  }
}

/** Letters on both sides: where the line was not full it was broken between two words. */
const isText = /^[A-Za-z.,][A-Za-z]$/;
