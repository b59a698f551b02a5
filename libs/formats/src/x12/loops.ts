import type { X12Segment } from './segment.ts';

/** How often a segment or loop occurs: `1`, `0..1`, `1..9999`. */
export type Occurs = `${number}` | `${number}..${number}`;

/** A loop of a transaction set as its standard declares it. */
export interface LoopDefinition {
  /** Its first segment, which opens it. */
  readonly name: string;
  /** What may stand in it: segments of its own beside the first, and the first ones of the loops in it. */
  readonly places: ReadonlyMap<string, LoopPlace>;
  /** `line`: each is told as soon as it is whole, and not kept. */
  readonly yields: 'line' | 'nothing';
  /** Segments that each of it has. */
  readonly mandatory: readonly string[];
}

/** A segment that may stand so often, or one that opens a loop. */
export interface LoopPlace {
  readonly most: number;
  readonly inner: LoopDefinition | null;
}

/** A loop in the words of the standard: `loop('N1', { N3: '0..2', N4: '0..1' })`. */
export function loop(
  name: string,
  segments: Readonly<Record<string, Occurs>>,
  loops: readonly LoopDefinition[] = [],
  yields: LoopDefinition['yields'] = 'nothing',
): LoopDefinition {
  const bounds = Object.entries(segments).map(([tag, occurs]) => [tag, boundsOf(occurs)] as const);
  return {
    name,
    places: new Map<string, LoopPlace>([
      ...bounds.map(([tag, { most }]) => [tag, { most, inner: null }] as const),
      ...loops.map((inner) => [inner.name, { most: 0, inner }] as const),
    ]),
    mandatory: bounds.filter(([, { least }]) => least > 0).map(([tag]) => tag),
    yields,
  };
}

function boundsOf(occurs: Occurs): { readonly least: number; readonly most: number } {
  const [least = '0', most = least] = occurs.split('..');
  return { least: Number(least), most: Number(most) };
}

/** Segments among which one is as soon found as looked up. */
const FEW = 16;

/** A loop that was read: its segments in order, the first of them that which opened it, and the loops in it. */
export class X12Loop {
  readonly segments: X12Segment[];
  readonly loops: X12Loop[] = [];
  /** Made when it is needed: most loops are of a few segments. */
  #counts: Map<string, number> | null = null;

  constructor(
    readonly definition: LoopDefinition,
    readonly head: X12Segment,
    readonly parent: X12Loop | null,
  ) {
    this.segments = [head];
  }

  /** Adds a segment of its own. @returns how many there are of its tag */
  add(segment: X12Segment): number {
    const { tag } = segment;
    if (this.segments.length < FEW) {
      let count = 1;
      for (const other of this.segments) if (other.tag === tag) count += 1;
      this.segments.push(segment);
      return count;
    }
    this.#counts ??= this.#countAll();
    const count = (this.#counts.get(tag) ?? 0) + 1;
    this.#counts.set(tag, count);
    this.segments.push(segment);
    return count;
  }

  #countAll(): Map<string, number> {
    const counts = new Map<string, number>();
    for (const { tag } of this.segments) counts.set(tag, (counts.get(tag) ?? 0) + 1);
    return counts;
  }

  /** The first segment of the tag. */
  first(tag: string): X12Segment | null {
    for (const segment of this.segments) if (segment.tag === tag) return segment;
    return null;
  }

  all(tag: string): readonly X12Segment[] {
    return this.segments.filter((segment) => segment.tag === tag);
  }

  /** Loops of the name within it, those within others as well, in order. */
  inner(name: string): readonly X12Loop[] {
    const found: X12Loop[] = [];
    this.#gather(name, found);
    return found;
  }

  #gather(name: string, found: X12Loop[]): void {
    for (const inner of this.loops) {
      if (inner.definition.name === name) found.push(inner);
      if (inner.loops.length > 0) inner.#gather(name, found);
    }
  }
}

export interface LoopEvents {
  /** A loop that yields a line is whole. */
  line(loop: X12Loop): void;
  /** A segment that has no place in the message. */
  misplaced(segment: X12Segment): void;
  /** More of a segment than the standard allows; it is kept. */
  tooMany(segment: X12Segment, most: number): void;
  /** Fewer of a segment than the standard demands. */
  missing(loop: X12Loop, tag: string): void;
  /** The open line, or what stands before the first, is larger than is kept; the segment is passed over. */
  oversized(segment: X12Segment, within: X12Loop): void;
}

/** Puts the segments of a message into the loops that its standard declares: into the innermost open one that has a place for it. */
export class LoopReader {
  readonly root: X12Loop;
  #open: X12Loop;
  /** Bytes of the open line, and of what is kept beside lines. */
  #lineBytes = 0;
  #keptBytes = 0;
  #line: X12Loop | null = null;

  constructor(
    definition: LoopDefinition,
    head: X12Segment,
    private readonly limit: number,
    private readonly events: LoopEvents,
  ) {
    this.root = new X12Loop(definition, head, null);
    this.#open = this.root;
    if (definition.yields === 'line') this.#line = this.root;
  }

  /** The line that is being read. */
  get line(): X12Loop | null {
    return this.#line;
  }

  add(segment: X12Segment): void {
    let owner: X12Loop | null = this.#open;
    let place = owner.definition.places.get(segment.tag);
    while (place === undefined && owner.parent !== null) {
      owner = owner.parent;
      place = owner.definition.places.get(segment.tag);
    }
    if (place === undefined) return this.events.misplaced(segment);
    if (owner !== this.#open) this.#closeUntil(owner);
    const { inner, most } = place;
    if (inner !== null && inner.yields === 'line') this.#lineBytes = 0;
    const room = this.#roomFor(segment, inner);
    if (inner !== null) this.#enter(owner, inner, segment, room);
    else if (room === 'there' && owner.add(segment) === most + 1) this.events.tooMany(segment, most);
  }

  /** A loop for which there is no room is read, for the lines in it, and not kept. */
  #enter(owner: X12Loop, inner: LoopDefinition, head: X12Segment, room: 'there' | 'none'): void {
    const opened = new X12Loop(inner, head, owner);
    if (room === 'there') owner.loops.push(opened);
    this.#open = opened;
    if (inner.yields === 'line') this.#line = opened;
  }

  end(): void {
    this.#closeUntil(null);
  }

  #roomFor(segment: X12Segment, inner: LoopDefinition | null): 'there' | 'none' {
    const isLine = this.#line !== null || inner?.yields === 'line';
    const bytes = segment.text.length + 64;
    const total = isLine ? (this.#lineBytes += bytes) : (this.#keptBytes += bytes);
    if (total <= this.limit) return 'there';
    this.events.oversized(segment, this.#line ?? this.root);
    return 'none';
  }

  #closeUntil(owner: X12Loop | null): void {
    for (let at: X12Loop | null = this.#open; at !== null && at !== owner; at = at.parent) this.#close(at);
    if (owner !== null) this.#open = owner;
  }

  #close(closing: X12Loop): void {
    for (const tag of closing.definition.mandatory) {
      if (closing.first(tag) === null) this.events.missing(closing, tag);
    }
    if (closing !== this.#line) return;
    this.events.line(closing);
    if (closing.parent?.loops.at(-1) === closing) closing.parent.loops.pop();
    this.#line = null;
  }
}
