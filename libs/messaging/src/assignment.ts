/** One who reads, what it reads, and what it had before. */
export interface GroupMember {
  readonly id: string;
  readonly topics: readonly string[];
  readonly owned: ReadonlyMap<string, readonly number[]>;
}

/** Partitions by topic. */
export type Assignment = Map<string, number[]>;

/**
 * Shares out partitions so that nobody has more than one more of a topic than another who reads it, and everybody keeps what it had as far as
 * that allows: what is held in memory for a partition is worth most where it is. The same members give the same answer in whatever order they come.
 */
export function assignSticky(
  members: readonly GroupMember[],
  partitionsOf: ReadonlyMap<string, readonly number[]>,
): ReadonlyMap<string, Assignment> {
  const byId = [...members].sort((left, right) => (left.id < right.id ? -1 : 1));
  const answer = new Map<string, Assignment>(byId.map(({ id }) => [id, new Map()]));
  const load = new Map<string, number>(byId.map(({ id }) => [id, 0]));
  for (const [topic, partitions] of [...partitionsOf].sort(([left], [right]) => (left < right ? -1 : 1))) {
    const readers = byId.filter((member) => member.topics.includes(topic));
    if (readers.length === 0) continue;
    for (const [id, numbers] of shareTopic(topic, partitions, readers, load)) {
      if (numbers.length === 0) continue;
      answer.get(id)!.set(topic, numbers);
      load.set(id, load.get(id)! + numbers.length);
    }
  }
  return answer;
}

function shareTopic(
  topic: string,
  partitions: readonly number[],
  readers: readonly GroupMember[],
  load: ReadonlyMap<string, number>,
): ReadonlyMap<string, number[]> {
  const least = Math.floor(partitions.length / readers.length);
  let extras = partitions.length % readers.length;
  const free = new Set(partitions);
  const shares = new Map<string, number[]>();
  const ownedBy = (reader: GroupMember) => (reader.owned.get(topic) ?? []).filter((number) => free.has(number));
  // Those who had most keep one more than the others, as long as there are such places.
  const byOwned = [...readers].sort((left, right) => ownedBy(right).length - ownedBy(left).length);
  for (const reader of byOwned) {
    const owned = ownedBy(reader);
    const mayHave = least + (owned.length > least && extras > 0 ? 1 : 0);
    const kept = owned.slice(0, mayHave);
    if (kept.length > least) extras -= 1;
    for (const number of kept) free.delete(number);
    shares.set(reader.id, kept);
  }
  for (const number of [...free].sort((left, right) => left - right)) {
    const [next] = [...readers].sort((left, right) => rank(left) - rank(right));
    shares.get(next!.id)!.push(number);
  }
  return shares;

  function rank(reader: GroupMember): number {
    return shares.get(reader.id)!.length * 1_000_000 + load.get(reader.id)!;
  }
}
