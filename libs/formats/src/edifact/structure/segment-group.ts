import type { Place } from '@watchpost/domain';
import type { FindingCode } from '../../finding-catalogue.ts';
import type { FindingDetails } from '../../findings.ts';
import type { Segment } from '../segment.ts';
import type { GroupRule } from './grammar.ts';

/** What makes a group unusable although the document goes on after it. */
export interface GroupFault {
  readonly code: FindingCode;
  readonly place: Place;
  readonly details: FindingDetails;
}

/** A group of segments as it stands in a message: its segments in order, and the groups within it that are kept with it. */
export class SegmentGroup {
  /** The segment that began it; null where that segment was left out. */
  trigger: Segment | null = null;
  readonly segments: Segment[] = [];
  readonly groups: SegmentGroup[] = [];
  fault: GroupFault | null = null;
  /** Bytes of all that is kept with it. */
  bytes = 0;

  constructor(
    readonly rule: GroupRule,
    readonly parent: SegmentGroup | null,
    /** Which of its kind within its parent, from 1. */
    readonly nth: number,
    /** The group it is kept with and handed over with: the line, or what holds for lines. */
    holder: SegmentGroup | null,
  ) {
    this.holder = holder ?? this;
  }

  readonly holder: SegmentGroup;

  /** `CNI[3]/GID[1]`; empty for the message itself. */
  get path(): string {
    if (this.parent === null) return '';
    const above = this.parent.path;
    return `${above}${above === '' ? '' : '/'}${this.rule.trigger}[${this.nth}]`;
  }

  get first(): Segment | null {
    return this.segments[0] ?? this.groups[0]?.first ?? null;
  }

  /** Segments of a tag, with a qualifier as their first element where one is given. */
  all(tag: string, qualifiers: ReadonlySet<string> | null = null): readonly Segment[] {
    let found: Segment[] | null = null;
    for (const segment of this.segments) {
      if (segment.tag !== tag || (qualifiers !== null && !qualifiers.has(segment.qualifier))) continue;
      if (found === null) found = [segment];
      else found.push(segment);
    }
    return found ?? none;
  }

  one(tag: string, qualifier: string | null = null): Segment | null {
    for (const segment of this.segments)
      if (segment.tag === tag && (qualifier === null || segment.qualifier === qualifier)) return segment;
    return null;
  }

  /** Groups that begin with a tag. */
  groupsOf(tag: string): readonly SegmentGroup[] {
    let found: SegmentGroup[] | null = null;
    for (const group of this.groups) {
      if (group.rule.trigger !== tag) continue;
      if (found === null) found = [group];
      else found.push(group);
    }
    return found ?? none;
  }
}

/** Most groups have nothing of most that is asked for. */
const none: readonly never[] = [];
