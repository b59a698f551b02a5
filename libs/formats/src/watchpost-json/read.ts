import { isUtf8 } from 'node:buffer';
import type { EpochMillis, Place } from '@watchpost/domain';
import type { FindingCode } from '../finding-catalogue.ts';
import { firstInvalidUtf8 } from '../charset/utf8.ts';
import { parseJson, type JsonNode } from '../json/json-node.ts';
import type { DocumentFrame, SplitterSink, SplitValue } from '../json/split-value.ts';
import { ValueSplitter } from '../json/value-splitter.ts';
import { LineEmitter, issuedOr, type NumberedDraft } from '../line-emitter.ts';
import type { Boundary, FormatReader, ReadOptions, ReadSession, ReadSink } from '../reader.ts';
import { isoMoment, type Moment } from '../values/moments.ts';
import type { Sited } from '../values/sited.ts';
import { JsonCursor, type LineFrame } from './json-cursor.ts';
import { lineMembers, mapShipment, mapTracking } from './map.ts';
import { recogniseWatchpostJson } from './recognise.ts';

const VERSION = '1';
/** The key of an array of lines, right before its bracket. */
const lineArrays = /"(shipments|tracking)"\s*:\s*$/;
/** Members of the document object itself. */
const documentMembers: ReadonlySet<string> = new Set(['watchpost', 'reference', 'issuedAt', 'shipments', 'tracking']);
/** What `validate --json` prints beside the lines; a file of its output can be read again. */
const passedOver: ReadonlySet<string> = new Set(['finding', 'message', 'unit', 'summary', 'assessment']);

/** Watchpost JSON: NDJSON, an array, or one document with `shipments` and `tracking`; a line is an object of them. */
export const watchpostJsonReader: FormatReader = {
  id: 'watchpost-json',
  title: 'Watchpost JSON',
  syntax: 'watchpost-json',
  version: 2,
  recognise: recogniseWatchpostJson,
  open: (options, sink) => new WatchpostJsonSession(options, sink),
};

interface StatedMoment {
  readonly moment: Moment;
  readonly sited: Sited;
}

class WatchpostJsonSession implements ReadSession, SplitterSink {
  readonly #emitter: LineEmitter;
  readonly #splitter: ValueSplitter;
  /** Members of the document that hold for all its lines. */
  #reference: string | null = null;
  #issued: StatedMoment | null = null;
  /** Members of the document that stood before its lines. */
  #early: ReadonlySet<string> = new Set();
  #bytes = 0;
  #mark: 'unseen' | 'seen' = 'unseen';

  constructor(options: ReadOptions, sink: ReadSink) {
    this.#emitter = new LineEmitter(options, sink);
    this.#splitter = new ValueSplitter(lineArrays, options.limits.lineBytes, this);
  }

  push(chunk: Uint8Array): Boundary | null {
    const boundary = this.#splitter.push(this.#withoutMark(chunk));
    this.#bytes += chunk.length - (boundary?.rest.length ?? 0);
    return boundary;
  }

  /** Blanks keep the offsets right where a byte order mark is taken away. */
  #withoutMark(chunk: Uint8Array): Uint8Array {
    if (this.#mark === 'seen' || chunk.length === 0) return chunk;
    this.#mark = 'seen';
    if (chunk[0] !== 0xef || chunk[1] !== 0xbb || chunk[2] !== 0xbf) return chunk;
    const blank = Uint8Array.from(chunk);
    blank.fill(0x20, 0, 3);
    return blank;
  }

  end(): Boundary | null {
    const boundary = this.#splitter.finish();
    this.#bytes -= boundary?.rest.length ?? 0;
    if (this.#splitter.end() === 'truncated') {
      const place = { offset: this.#bytes, row: null, segment: null, path: null };
      this.#emitter.log.report('document.truncated', null, place);
    }
    this.#emitter.message({
      format: 'watchpost-json',
      place: { offset: 0, row: 1, segment: null, path: null },
      type: 'watchpost-json',
      reference: this.#reference,
      role: 'declaration',
      profile: 'watchpost',
      answers: null,
      facts: [],
    });
    return boundary;
  }

  stray(offset: number, row: number, byte: number): void {
    const value = byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : `0x${byte.toString(16)}`;
    const place = { offset, row, segment: null, path: null };
    this.#emitter.log.reportOnce('json.syntax', 'stray', place, { value, expected: 'a comma between values' });
  }

  frame({ text, offset, row, at, end }: DocumentFrame): void {
    const { log, options } = this.#emitter;
    const parsed = parseJson(text, options.limits.depth);
    const place = { offset, row, segment: null, path: '' };
    if ('fault' in parsed) {
      const { code, at: where, value } = parsed.fault;
      const exact = at === 'before' ? offset + Buffer.byteLength(text.slice(0, where)) : end;
      log.reportOnce(code, 'document', { ...place, offset: exact }, { value });
      return;
    }
    const placeOf = (node: JsonNode) => ({ ...place, offset: offset + Buffer.byteLength(text.slice(0, node.at)) });
    if (parsed.node.kind === 'object') this.#holdForAll(parsed.node.members, place, at, placeOf);
  }

  #holdForAll(
    members: ReadonlyMap<string, JsonNode>,
    place: Place,
    at: DocumentFrame['at'],
    placeOf: (node: JsonNode) => Place,
  ): void {
    const { log } = this.#emitter;
    for (const name of members.keys()) {
      const where = { ...place, path: `/${name}` };
      if (!documentMembers.has(name)) log.reportOnce('json.unknown-member', name, where, { value: name });
      else if (at === 'end' && !this.#early.has(name) && name !== 'shipments' && name !== 'tracking') {
        log.report('json.member-late', null, where, { value: name });
      }
    }
    if (at === 'end') return;
    this.#early = new Set(members.keys());
    const version = textOf(members, 'watchpost');
    if (version !== VERSION) log.report('json.version', null, place, { value: version, expected: VERSION });
    this.#reference = textOf(members, 'reference');
    const issuedAt = members.get('issuedAt');
    this.#issued = issuedAt === undefined ? null : this.#documentTime(issuedAt, placeOf(issuedAt));
  }

  #documentTime(node: JsonNode, place: Place): StatedMoment | null {
    if (node.kind !== 'string' && node.kind !== 'number') return null;
    const { log, options } = this.#emitter;
    const { text } = node;
    const moment = isoMoment(text);
    const sited = { text, place: { ...place, path: '/issuedAt' } };
    if (moment === null) log.report('date.form', null, sited.place, { value: text, expected: 'ISO 8601' });
    else if (moment.at > options.receivedAt) log.report('date.future', null, sited.place, { value: text });
    return moment && { moment, sited };
  }

  value(value: SplitValue): void {
    const base = value.array === null ? '' : value.array === '' ? `/${value.index}` : `/${value.array}/${value.index}`;
    const frame = frameOf(value, base);
    const read = this.#parse(value);
    if (read === 'passed-over') return;
    const segment = value.array || null;
    const draft = this.#emitter.draft({ offset: value.offset, row: value.row, segment, path: base });
    if (draft === null) return;
    if ('node' in read) return this.#line(draft, frame, read.node, value, base);
    draft.report(read.fault.code, frame.placeAt(read.fault.at, base), { value: read.fault.value });
    this.#emitter.reject(draft, null);
  }

  #parse(value: SplitValue): ReturnType<typeof parseJson> | 'passed-over' {
    if (value.state === 'oversized') return faulty('line.too-large');
    if (value.state === 'truncated') return faulty('line.incomplete');
    const text = decodeUtf8(value.bytes);
    if (typeof text !== 'string') return faulty('charset.invalid', text.at);
    const parsed = parseJson(text, this.#emitter.options.limits.depth);
    if (!('node' in parsed) || parsed.node.kind !== 'object') return parsed;
    const { members } = parsed.node;
    const type = members.get('type');
    if (type?.kind === 'string' && passedOver.has(type.text)) return 'passed-over';
    if (value.array !== null || !members.has('watchpost')) return parsed;
    // A document that has no array of lines.
    const place = { offset: value.offset, row: value.row, segment: null, path: '' };
    this.#holdForAll(members, place, 'before', () => place);
    return 'passed-over';
  }

  #line(draft: NumberedDraft, frame: LineFrame, node: JsonNode, value: SplitValue, base: string): void {
    const line = node.kind === 'object' ? JsonCursor.of(draft, frame, node, base) : null;
    if (line === null) {
      draft.refuse('json.type', frame.placeAt(node.at, base), { value: node.kind, expected: 'object' });
      return this.#emitter.reject(draft, null);
    }
    for (const name of line.names) {
      if (!lineMembers.has(name))
        this.#emitter.log.reportOnce('json.unknown-member', name, line.placeOf(name), { value: name });
    }
    const { partner } = this.#emitter.options;
    const type = line.text('type')?.text ?? (value.array === 'tracking' ? 'tracking' : 'shipment');
    if (type === 'tracking') return this.#emitter.tracking(draft, mapTracking(draft, line, partner));
    const reference = `${this.#reference ?? 'document'}/${draft.ordinal}`;
    const { shipment, identity } = mapShipment(draft, line, partner, reference);
    this.#emitter.shipment(draft, { identity, issuedAt: this.#issuedAt(draft, line), shipment });
  }

  /** Of the line itself, else of the document. */
  #issuedAt(draft: NumberedDraft, line: JsonCursor): EpochMillis {
    const { receivedAt } = this.#emitter.options;
    const own = draft.moment('issuedAt', line.text('issuedAt'), isoMoment, 'ISO 8601');
    if (own !== null && own.at > receivedAt) draft.report('date.future', line.placeOf('issuedAt'));
    const shared = own === null ? this.#issued : null;
    if (shared !== null) draft.trace?.stated('issuedAt', shared.sited, shared.moment);
    return issuedOr(receivedAt, (own ?? shared?.moment)?.at ?? null);
  }
}

const faulty = (code: FindingCode, at = 0) => ({ fault: { code, at, value: null } });

const textOf = (members: ReadonlyMap<string, JsonNode>, name: string): string | null => {
  const member = members.get(name);
  return member?.kind === 'string' || member?.kind === 'number' ? member.text : null;
};

/** The text, or the character before which it stops being UTF-8. */
function decodeUtf8(bytes: Uint8Array): string | { readonly at: number } {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (isUtf8(buffer)) return buffer.toString('utf8');
  return { at: buffer.subarray(0, firstInvalidUtf8(buffer)).toString('utf8').length };
}

/** Character offsets within a line become byte offsets and rows of the document, when somebody asks. */
function frameOf(value: SplitValue, base: string): LineFrame {
  // The bytes are the splitter's own; what is kept of a line is a copy, made once.
  const { offset, row } = value;
  let text: string | null = null;
  const copy = Buffer.from(value.bytes);
  return {
    placeAt: (at, path) => {
      text ??= copy.toString('utf8');
      const before = text.slice(0, at);
      const rows = before.split('\n').length - 1;
      const shown = path === '' ? base : path;
      const segment = shown.split('/').at(-1) || null;
      return { offset: offset + Buffer.byteLength(before), row: row + rows, segment, path: shown };
    },
  };
}
