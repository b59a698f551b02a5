import type { Segment } from '../segment.ts';
import type { GroupRule } from './grammar.ts';
import { SegmentGroup } from './segment-group.ts';

/** What is wrong with the structure, in words; `subject` is the same for the same fault elsewhere in the message. */
export interface StructureFault {
  readonly subject: string;
  readonly segment: Segment | null;
  readonly message: string;
}

export interface StructureListener {
  /** A group that is handed over by itself is complete. */
  closed(group: SegmentGroup): void;
  /** Told once for each subject. */
  fault(fault: StructureFault): void;
}

/** Faults that are told of one kind of group: tags that are none of any message may be many. */
const FAULTS = 1_000;

interface Frame {
  readonly group: SegmentGroup;
  /** Position in the rules, and how often what stands there has come. */
  at: number;
  count: number;
  /** How often each position has come in all. */
  readonly seen: number[];
  /** How often tags have come that share a position; null while none has. */
  tags: Map<string, number> | null;
}

/**
 * Puts the segments of a message where its structure has a place for them. What has none is told, and put where it is likeliest meant: a
 * customs message with a segment too many or in the wrong order is read all the same.
 */
export class StructureWalker {
  readonly root: SegmentGroup;
  readonly #open: Frame[];
  /** Faults that were told, by the group they are in. */
  readonly #told = new Map<GroupRule, Set<string>>();

  /** @param handedOver paths of the groups that are not kept with their parent but handed over when they close @param limit bytes kept of one */
  constructor(
    structure: GroupRule,
    private readonly handedOver: ReadonlySet<string>,
    private readonly limit: number,
    private readonly listener: StructureListener,
  ) {
    this.root = new SegmentGroup(structure, null, 1, null);
    this.#open = [{ group: this.root, at: 0, count: 0, seen: structure.unseen.slice(), tags: null }];
  }

  get current(): SegmentGroup {
    return this.#open.at(-1)!.group;
  }

  add(segment: Segment): void {
    const { tag } = segment;
    for (let depth = this.#open.length - 1; depth >= 0; depth--) {
      const frame = this.#open[depth]!;
      const at = nextPosition(frame, tag);
      if (at >= 0) return this.#enter(depth, at, segment);
    }
    this.#misplaced(segment);
  }

  /** The message is over. */
  end(): void {
    this.#closeTo(0);
    this.#reportMissing(this.#open[0]!);
  }

  /** Somewhere else in an open group, else below the one group that it can only mean, whose first segment was left out, else with the line as a whole. */
  #misplaced(segment: Segment): void {
    const { tag } = segment;
    for (let depth = this.#open.length - 1; depth >= 0; depth--) {
      const frame = this.#open[depth]!;
      const positions = frame.group.rule.positions.get(tag);
      const at = positions?.at(-1) ?? 0;
      // The first segment of a group that is open begins another one.
      if (positions === undefined || (at === 0 && depth > 0)) continue;
      segment.group = frame.group;
      const isTooMany = at === frame.at;
      this.#tell(isTooMany ? 'many' : 'order', frame.group, segment, () =>
        isTooMany
          ? `${tag} stands more often than ${frame.group.rule.rules[at]!.max} times.`
          : `${tag} stands behind what it should stand before.`,
      );
      if (frame.group.rule.rules[at]!.kind === 'group') return this.#enter(depth, at, segment);
      // What is open below stays open: a segment in the wrong place says nothing of where the message is.
      frame.seen[at]! += 1;
      segment.nth = frame.seen[at]!;
      return this.#keep(frame.group, segment);
    }
    if (this.#enterWithoutTrigger(segment)) return;
    segment.group = this.current;
    this.#tell('unknown', this.root, segment, () => `${tag} has no place here.`);
    this.#keep(this.current.holder, segment);
  }

  #enterWithoutTrigger(segment: Segment): boolean {
    for (let depth = this.#open.length - 1; depth >= 0; depth--) {
      const ways = waysTo(segment.tag, this.#open[depth]!.group.rule);
      if (ways.length === 0) continue;
      const [way] = ways;
      if (ways.length > 1 || way === undefined) return false;
      this.#closeTo(depth);
      for (const at of way.slice(0, -1)) {
        const group = this.#openGroup(this.#open.at(-1)!, at);
        const { trigger } = group.rule;
        segment.group = group;
        this.#tell(
          'trigger',
          group,
          segment,
          () => `${trigger}, which should stand before ${segment.tag}, is missing.`,
        );
      }
      this.#enter(this.#open.length - 1, way.at(-1)!, segment);
      return true;
    }
    return false;
  }

  #enter(depth: number, at: number, segment: Segment): void {
    this.#closeTo(depth);
    const frame = this.#open[depth]!;
    const rule = frame.group.rule.rules[at]!;
    if (rule.kind === 'segment') {
      step(frame, at);
      segment.nth = rule.tags.length === 1 ? frame.seen[at]! : this.#nthOfTag(frame, segment.tag);
      return this.#keep(frame.group, segment);
    }
    const group = this.#openGroup(frame, at);
    group.trigger = segment;
    const inner = this.#open.at(-1)!;
    const own = rule.rules[0]!;
    if (own.kind === 'segment') step(inner, 0);
    this.#keep(group, segment);
  }

  /** Where a rule takes several tags, each is counted by itself. */
  #nthOfTag(frame: Frame, tag: string): number {
    frame.tags ??= new Map();
    const nth = (frame.tags.get(tag) ?? 0) + 1;
    frame.tags.set(tag, nth);
    return nth;
  }

  #openGroup(frame: Frame, at: number): SegmentGroup {
    step(frame, at);
    const rule = frame.group.rule.rules[at] as GroupRule;
    const isHandedOver = this.handedOver.has(rule.path);
    const { holder } = frame.group;
    const group = new SegmentGroup(rule, frame.group, frame.seen[at]!, isHandedOver ? null : holder);
    if (!isHandedOver && holder.fault === null) frame.group.groups.push(group);
    this.#open.push({ group, at: 0, count: 0, seen: rule.unseen.slice(), tags: null });
    return group;
  }

  #keep(group: SegmentGroup, segment: Segment): void {
    segment.group = group;
    const { holder } = group;
    if (holder.fault !== null) return;
    // What a segment costs beside its bytes.
    holder.bytes += segment.length + 64;
    if (holder.bytes > this.limit) {
      holder.fault = {
        code: 'line.too-large',
        place: segment.place,
        details: { expected: `${this.limit} bytes` },
      };
      return;
    }
    group.segments.push(segment);
  }

  #closeTo(depth: number): void {
    while (this.#open.length - 1 > depth) {
      const frame = this.#open.pop()!;
      this.#reportMissing(frame);
      if (frame.group.holder === frame.group) this.listener.closed(frame.group);
    }
  }

  #reportMissing({ group, seen }: Frame): void {
    for (const at of group.rule.mandatory) {
      if (seen[at]! > 0) continue;
      const rule = group.rule.rules[at]!;
      const missing = rule.kind === 'segment' ? rule.tags[0]! : rule.trigger;
      const where = () => (group.rule.path === '' ? 'the message' : group.path);
      this.#tell(`missing ${missing}`, group, group.first, () => `${missing} is missing in ${where()}.`);
    }
  }

  /** A partner does the same in every line: what it is in words is asked for once. */
  #tell(kind: string, { rule }: SegmentGroup, segment: Segment | null, message: () => string): void {
    const told = this.#told.get(rule) ?? new Set<string>();
    this.#told.set(rule, told);
    const fault = `${kind} ${segment?.tag ?? ''}`;
    if (told.has(fault) || told.size >= FAULTS) return;
    told.add(fault);
    this.listener.fault({ subject: `${fault} ${rule.path}`, segment, message: message() });
  }
}

/** The position a tag takes when the message goes forward from where it is; -1 for none. */
function nextPosition({ group, at, count }: Frame, tag: string): number {
  const positions = group.rule.positions.get(tag);
  if (positions === undefined) return -1;
  for (const position of positions) {
    if (position > at) return position;
    if (position === at && count < group.rule.rules[at]!.max) return position;
  }
  return -1;
}

function step(frame: Frame, at: number): void {
  frame.count = at === frame.at ? frame.count + 1 : 1;
  frame.at = at;
  frame.seen[at]! += 1;
}

/** Positions from a group down to a segment that stands below groups, by every way there is. */
const waysTo = (tag: string, from: GroupRule): readonly (readonly number[])[] =>
  from.rules.flatMap((rule, at) => {
    if (rule.kind !== 'group') return [];
    const inner = (rule.positions.get(tag) ?? []).filter((position) => position > 0).slice(0, 1);
    return [...inner.map((position) => [at, position]), ...waysTo(tag, rule).map((way) => [at, ...way])];
  });
