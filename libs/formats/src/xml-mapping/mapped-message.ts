import type { DeclarationFunction, EpochMillis } from '@watchpost/domain';
import type { LineEmitter, NumberedDraft } from '../line-emitter.ts';
import type { LineDraft } from '../values/line-draft.ts';
import type { CapturedLine } from '../xml/captured-line.ts';
import { LineIndex } from '../xml/line-scope.ts';
import type { MessageShape } from '../xml/message-tree.ts';
import { HeaderScope, type Scope } from '../xml/scope.ts';
import type { XmlElement } from '../xml/xml-element.ts';
import type { MessageEnd, XmlMessageReader } from '../xml/xml-messages.ts';
import { first, type Source } from '../xml/xml-path.ts';
import { issueTimeOf } from './issue-time.ts';
import { mapLine, type SharedFields } from './line-mapping.ts';
import { mapNumber, type NumberedMessage } from './line-number.ts';
import { factsOf, folded } from './message-facts.ts';
import type { LineKind, MessageKind, MessageRules } from './message-kind.ts';
import { MessageTotals } from './message-totals.ts';
import { type PlannedLines, plannedLines } from './planned-lines.ts';
import { codeAt, mapFields } from './shipment-mapper.ts';
import { tellUnits } from './units.ts';
import { wantedNames } from './wanted-names.ts';

/** What holds for all lines may follow them: then they wait, up to this many and this far. */
const LINES_THAT_WAIT = 9_999;
const BYTES_THAT_WAIT = 6 * 1024 * 1024;

/** What holds for all lines of a message, once it was read. */
interface Header {
  readonly shared: LineDraft;
  readonly scope: Scope<Source>;
  readonly fields: SharedFields;
  readonly numbered: NumberedMessage;
  readonly issuedAt: EpochMillis;
}

/** One message of any XML format, read by the tables of its kind. */
export class MappedMessage implements XmlMessageReader {
  readonly shape: MessageShape;
  readonly #lines: LineKind | null;
  readonly #planned: PlannedLines | null;
  readonly #index: LineIndex | null;
  readonly #scope: Scope<Source>;
  readonly #rules: MessageRules | null;
  #header: Header | null = null;
  #waiting: CapturedLine[] = [];
  #count = 0;
  /** Lines that could not be read: what the others add up to says nothing of the whole then. */
  #unreadable = 0;
  readonly #totals: MessageTotals;

  constructor(
    private readonly kind: MessageKind,
    private readonly emitter: LineEmitter,
    private readonly root: XmlElement,
  ) {
    this.#lines = kind.lines ?? null;
    this.#planned = this.#lines && plannedLines(this.#lines, kind.firstLetter ?? 'exact');
    this.#index = this.#planned && new LineIndex(this.#planned.plan);
    this.#scope = new HeaderScope(root, root);
    this.shape = { names: wantedNames(kind), line: this.#planned && this.#planned.plan };
    this.#rules = this.#lines?.rules?.open() ?? null;
    this.#totals = new MessageTotals(emitter.log, this.#lines?.totals ?? {});
  }

  line(line: CapturedLine): void {
    this.#count += 1;
    if (this.#lines!.wait === 'none' || this.#header !== null) return this.#emit(line, 'complete');
    const waitingBytes = line.offset - (this.#waiting[0]?.offset ?? line.offset);
    if (this.#waiting.length < LINES_THAT_WAIT && waitingBytes < BYTES_THAT_WAIT) {
      this.#waiting.push(line);
      return;
    }
    this.emitter.log.report('envelope.too-many-items', null, line.place, { expected: `${LINES_THAT_WAIT}` });
    this.#passOn('complete');
    this.#emit(line, 'complete');
  }

  /** A message that broke off says nothing for its lines: what it lacks then is not the sender's omission. */
  end(end: MessageEnd): void {
    this.#passOn(end);
    if (this.#lines?.required !== undefined && this.#count === 0) this.#missing(this.#lines.required, end);
    if (end === 'complete') this.#check();
    const { kind, root } = this;
    if (kind.units && end === 'complete')
      tellUnits(this.emitter, root, kind.units, this.#lines?.function ?? 'original');
    const textAt = (source: MessageKind['reference']) => folded(first(source, root)?.text ?? '') || null;
    const variant = kind.variant ? textAt(kind.variant) : null;
    this.emitter.message({
      format: kind.format,
      place: root.place,
      type: variant === null ? kind.type : `${kind.type} ${variant}`,
      reference: textAt(kind.reference),
      role: this.#count === 0 ? (kind.roleWithoutLines ?? kind.role) : kind.role,
      profile: kind.profile,
      answers: kind.answers ? textAt(kind.answers) : null,
      facts: factsOf(root, kind.facts ?? []),
    });
  }

  #check(): void {
    if (this.#unreadable === 0) this.#totals.check(this.root, this.#count);
    else this.#totals.checkItems(this.root, this.#count);
    this.#rules?.end(this.emitter.log, this.root);
    const own = this.kind.ownType ? first(this.kind.ownType, this.root) : null;
    const { type: expected } = this.kind;
    if (own === null || own.text.trim() === expected) return;
    this.emitter.log.report('envelope.message-type', null, own.place, { value: own.text, expected });
  }

  #passOn(end: MessageEnd): void {
    if (end === 'complete' && this.#lines !== null) this.#readHeader();
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const line of waiting) this.#emit(line, end);
  }

  #missing(required: string, end: MessageEnd): void {
    const { place } = this.root;
    const draft = this.emitter.draft(place);
    if (draft === null) return;
    if (end === 'broken') draft.report('message.incomplete', draft.place);
    else {
      const message = `The message has no line (${required}).`;
      draft.report('field.required', place, { expected: required, message });
    }
    this.emitter.reject(draft, null);
  }

  #readHeader(): Header {
    if (this.#header !== null) return this.#header;
    const { emitter, kind, root } = this;
    const lines = this.#lines!;
    const shared = emitter.sharedDraft(root.place);
    const reference = first(kind.reference, root);
    if (reference === null && lines.numbers.required === null) {
      const { referenceElement: expected } = lines.numbers;
      const message = 'The reference of the message is missing.';
      shared.report('field.required', root.place, { expected, message });
    }
    const { declarant } = lines.numbers;
    const textAt = (source: typeof declarant) => (source && first(source, root)?.text.trim()) || null;
    this.#header = {
      shared,
      scope: this.#scope,
      fields: mapFields(shared, this.#scope, lines.shared),
      numbered: {
        reference,
        declarant: textAt(declarant),
        partner: emitter.options.partner,
      },
      issuedAt: issueTimeOf(shared, root, lines.issued, emitter.options.receivedAt),
    };
    return this.#header;
  }

  #emit(line: CapturedLine, end: MessageEnd): void {
    const draft = this.emitter.draft(line.place);
    if (draft === null) return;
    if (line.fault) draft.report(line.fault.code, line.fault.place, line.fault.details);
    else if (end === 'broken') draft.report('message.incomplete', draft.place);
    if (draft.rejection !== null) {
      this.#unreadable += 1;
      return this.emitter.reject(draft, this.#nameOf(line));
    }
    this.#map(draft, line, this.#readHeader());
  }

  #map(draft: NumberedDraft, line: CapturedLine, header: Header): void {
    const lines = this.#lines!;
    const { table, numbers } = this.#planned!;
    const scope = this.#index!.read(line);
    const number = mapNumber(draft, scope, numbers, header.numbered);
    const alone = this.#count === 1 ? lines.massOfOne : undefined;
    const fields = mapLine(draft, scope, { table, massOfOne: alone, header });
    const shipment = { ...number.names, ...fields, function: this.#functionOf(draft, lines) };
    if (header.shared.trace !== null) draft.trace?.inherit(header.shared.trace, 'issuedAt');
    this.#totals.add(shipment);
    this.#rules?.line(draft, line, this.root);
    const drafted = { identity: number.identity, issuedAt: header.issuedAt, shipment };
    if (lines.onManifest) this.emitter.onManifest(draft, drafted, lines.parties ?? 'expected');
    else this.emitter.shipment(draft, drafted, lines.parties ?? 'expected');
  }

  #functionOf(draft: LineDraft, { function: stated }: LineKind): DeclarationFunction {
    if (typeof stated !== 'string') return codeAt(draft, 'function', this.#scope, stated) ?? 'original';
    draft.trace?.derived('function', 'message');
    return stated;
  }

  /** What a line that is rejected calls itself. */
  #nameOf(line: CapturedLine): string | null {
    const { house, airWaybill } = this.#planned!.numbers;
    const scope = this.#index!.read(line);
    const found = (house && scope.first(house)) ?? (airWaybill && scope.first(airWaybill));
    return found ? folded(found.text) : null;
  }
}
