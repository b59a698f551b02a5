/** Texts are looked at so far and no further. */
export const MATCHED_LENGTH = 500;

const MOST_REPEATS = 2;
const MOST_WAYS = 1_000;

/** Pieces of a regular expression: what is escaped, a class, how often, the beginning of a group, its end, "or", any other character. */
const pieces =
  /(?<escape>\\(?:[pP]\{[^}]*\}|[\s\S]))|(?<many>\[(?:\\[\s\S]|[^\]\\])*\])|(?<often>(?:[*+?]|\{\d+(?:,\d*)?\})\??)|(?<open>\((?:\?[\s\S])?)|(?<close>\))|(?<or>\|)|[\s\S]/gy;

/** What a pattern makes the engine try. */
interface Effort {
  /** Repetitions whose number is open. */
  repeats: number;
  /** In how many ways it can be read otherwise. */
  ways: number;
}

/**
 * A regular expression whose cost is bounded whatever the text. CEL means a dialect that never goes back; JavaScript's does, so that what can make it go back
 * without end is refused: repeated groups, more than two repetitions, references to what was found, looking ahead and behind.
 * @throws Error that says what is wrong, in words
 */
export function safePattern(pattern: string): RegExp {
  const effort: Effort = { repeats: 0, ways: 1 };
  let isAfterGroup = false;
  for (const { groups } of pattern.matchAll(pieces)) {
    refuseReferences(groups!);
    if (groups!['or'] !== undefined) effort.ways *= 2;
    if (groups!['often'] !== undefined) takeRepetition(groups!['often'], isAfterGroup, effort);
    isAfterGroup = groups!['close'] !== undefined;
  }
  if (effort.repeats > MOST_REPEATS) throw new Error(`a pattern has at most ${MOST_REPEATS} repetitions`);
  if (effort.ways > MOST_WAYS) throw new Error('the pattern can be read in too many ways');
  return new RegExp(pattern);
}

function refuseReferences({ escape, open }: Record<string, string>): void {
  if (escape !== undefined && /^\\[1-9k]/.test(escape)) throw new Error('a pattern cannot refer to what it has found');
  if (open !== undefined && open !== '(' && open !== '(?:')
    throw new Error('a pattern cannot look ahead, look behind or name what it finds');
}

function takeRepetition(often: string, isOfGroup: boolean, effort: Effort): void {
  if (often.startsWith('?')) {
    effort.ways *= 2;
    return;
  }
  if (isOfGroup) throw new Error('a group in a pattern cannot be repeated');
  const exactly = /^\{(\d+)\}/.exec(often)?.[1];
  if (exactly === undefined) effort.repeats++;
  else if (Number(exactly) > MATCHED_LENGTH) throw new Error(`a pattern repeats at most ${MATCHED_LENGTH} times`);
}
