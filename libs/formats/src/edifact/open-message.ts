import type { Place } from '@watchpost/domain';
import type { EnvelopeChecks } from '../envelope/envelope-checks.ts';
import type { LineEmitter } from '../line-emitter.ts';
import type { MessageOutcome, InterchangeHeader, MessageDefinition, MessageMapper } from './message-definition.ts';
import { definitionOf } from './message-types.ts';
import type { Segment } from './segment.ts';
import type { GroupFault, SegmentGroup } from './structure/segment-group.ts';
import { StructureWalker, type StructureFault } from './structure/structure-walker.ts';

const unsupported: MessageOutcome = { reference: null, role: 'unsupported', answers: null, facts: [] };

/** A message from UNH on: counts its segments, and has them put in their place and mapped where its type is known. */
export class OpenMessage {
  /** UNH included. */
  segments = 1;
  readonly #type: string;
  readonly #definition: MessageDefinition | null;
  readonly #walker: StructureWalker | null = null;
  readonly #mapper: MessageMapper | null = null;
  /** Groups of the message were closed in the course of its end: what is open then is not whole. */
  #cut: Place | null = null;

  constructor(
    private readonly emitter: LineEmitter,
    private readonly checks: EnvelopeChecks,
    header: InterchangeHeader,
    readonly begin: Segment,
  ) {
    const type = begin.value(2).trim().toUpperCase();
    const version = [begin.value(2, 1), begin.value(2, 2)].map((part) => part.trim()).filter(Boolean);
    // Version and release are written together: D and 95B are D.95B.
    const directory = version.join('.');
    this.#type = `${type === '' ? 'unknown' : type} ${directory}`.trim();
    this.#definition = definitionOf(type);
    if (this.#definition === null) return;
    const { handedOver, profile } = this.#definition;
    const { limits } = emitter.options;
    const structure = this.#definition.structureOf(directory);
    this.#walker = new StructureWalker(structure, handedOver, limits.lineBytes, {
      closed: (group) => this.#closed(group),
      fault: (fault) => this.#structureFault(fault),
    });
    this.#mapper = this.#definition.open({ emitter, header, begin, root: this.#walker.root });
    if (profile === 'watchpost')
      emitter.log.reportOnce('message.profile', type, begin.place, { value: type, expected: 'profile: watchpost' });
  }

  get path(): string {
    const path = this.#walker?.current.path ?? '';
    return path === '' ? 'UNH' : path;
  }

  segment(segment: Segment): void {
    this.segments += 1;
    this.#walker?.add(segment);
  }

  /** @returns whether a line answers for it */
  damage(fault: GroupFault): boolean {
    const holder = this.#walker?.current.holder;
    if (holder === undefined || holder === this.#walker!.root) return false;
    holder.fault ??= fault;
    return true;
  }

  /** The document ends here: the line that is open is not whole. */
  cut(place: Place): void {
    this.#cut = place;
    this.end();
  }

  end(): void {
    this.#walker?.end();
    const fault = this.#walker?.root.fault ?? null;
    if (fault !== null) this.emitter.log.report(fault.code, null, fault.place, fault.details);
    const outcome = this.#mapper?.end(this.#cut === null ? 'complete' : 'broken') ?? unsupported;
    const { place } = this.begin;
    const profile = this.#definition?.profile ?? 'standard';
    this.emitter.message({ format: 'edifact', place, type: this.#type, profile, ...outcome });
  }

  #closed(group: SegmentGroup): void {
    if (this.#cut !== null) group.fault ??= { code: 'line.incomplete', place: this.#cut, details: {} };
    this.#mapper!.group(group);
  }

  #structureFault({ subject, segment, message }: StructureFault): void {
    // What is missing because the document ends is not the sender's order of segments.
    if (this.#cut !== null) return;
    const { place } = segment ?? this.begin;
    this.checks.structure(`${this.#type} ${subject}`, place, segment?.tag ?? null, message);
  }
}
