/** A segment or a group of a message, as its definition lists it. */
export type Rule = SegmentRule | GroupRule;

export interface SegmentRule {
  readonly kind: 'segment';
  /** More than one where directories call the same thing by different names. */
  readonly tags: readonly string[];
  readonly min: number;
  readonly max: number;
}

/** A group begins with the segment that is its first rule. */
export interface GroupRule {
  readonly kind: 'group';
  /** `SG4`; empty for the message itself. */
  readonly name: string;
  /** Triggers from the message down, as `CNI/RFF`; empty for the message itself. */
  readonly path: string;
  readonly min: number;
  readonly max: number;
  readonly rules: readonly Rule[];
  /** Its first segment. */
  readonly trigger: string;
  /** Positions in `rules` of what every one of it has, the first of a group not among them: without that there is no group. */
  readonly mandatory: readonly number[];
  /** How often each position has come in one of which nothing has. */
  readonly unseen: readonly number[];
  /** Positions in `rules` at which a tag can stand, ascending. */
  readonly positions: ReadonlyMap<string, readonly number[]>;
}

const tagsOf = (rule: Rule): readonly string[] => (rule.kind === 'segment' ? rule.tags : tagsOf(rule.rules[0]!));

const token = /(SG\d+)(!?)(?:\*(\d+))?\(|([A-Z]{3}(?:\|[A-Z]{3})*)(!?)(?:\*(\d+))?|(\))/g;

/**
 * A message's structure from one line for each part, as the directories' segment tables say it: `BGM! DTM*9 SG1*99(RFF! DTM)`, where `!`
 * is mandatory, `*9` the most there may be (1 unless said), `GIS|GEI` one or the other. UNH and UNT are not listed.
 * @throws Error on what is none: a fault of ours
 */
export function structureOf(text: string): GroupRule {
  type Open = { head: RegExpMatchArray | null; rules: Rule[]; above: string };
  const open: Open[] = [{ head: null, rules: [], above: '' }];
  if (text.replace(token, '').trim() !== '') throw new Error(`No structure: ${text.replace(token, '').trim()}`);
  for (const found of text.matchAll(token)) {
    const current = open.at(-1)!;
    if (found[1] !== undefined) {
      const above = open.length === 1 ? '' : pathOf(current.above, current.rules);
      open.push({ head: found, rules: [], above });
    } else if (found[4] !== undefined) {
      const [min, max] = [found[5] === '!' ? 1 : 0, Number(found[6] ?? 1)];
      current.rules.push({ kind: 'segment', tags: found[4].split('|'), min, max });
    } else {
      const { head, rules, above } = open.pop()!;
      open.at(-1)!.rules.push(groupOf(head![1]!, pathOf(above, rules), head!, rules));
    }
  }
  if (open.length !== 1) throw new Error('No structure: a group is not closed');
  return groupOf('', '', null, open[0]!.rules);
}

const pathOf = (above: string, rules: readonly Rule[]): string =>
  `${above}${above === '' ? '' : '/'}${tagsOf(rules[0]!)[0]}`;

function groupOf(name: string, path: string, head: RegExpMatchArray | null, rules: readonly Rule[]): GroupRule {
  const positions = new Map<string, number[]>();
  for (const [at, rule] of rules.entries())
    for (const tag of tagsOf(rule)) positions.set(tag, [...(positions.get(tag) ?? []), at]);
  return {
    kind: 'group',
    name,
    path,
    min: head?.[2] === '!' ? 1 : 0,
    max: Number(head?.[3] ?? 1),
    rules,
    trigger: tagsOf(rules[0]!)[0]!,
    unseen: rules.map(() => 0),
    mandatory: [...rules.keys()].filter((at) => rules[at]!.min > 0 && (at > 0 || head === null)),
    positions,
  };
}
