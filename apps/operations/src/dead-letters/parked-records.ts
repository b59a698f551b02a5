import { type LogAdmin, type LogRecord } from '@watchpost/messaging';
import { type operationsStore } from '@watchpost/persistence';

/** Records read from the log at once; neighbours are fetched together. */
const READ_AT_ONCE = 200;

type Letter = operationsStore.DeadLetterEntity;

export interface Found {
  readonly letter: Letter;
  /** null where the log no longer has it. */
  readonly record: LogRecord | null;
}

/**
 * Fetches the records of dead letters in the order given. Letters that lie close together in one partition cost one read.
 */
export async function* recordsOf(admin: LogAdmin, letters: readonly Letter[]): AsyncGenerator<readonly Found[]> {
  for (let start = 0; start < letters.length; start += READ_AT_ONCE) {
    const slice = letters.slice(start, start + READ_AT_ONCE);
    const records = new Map<Letter, LogRecord>();
    for (const stretch of stretchesOf(slice)) await readStretch(admin, stretch, records);
    yield slice.map((letter) => ({ letter, record: records.get(letter) ?? null }));
  }
}

/** Letters of one partition by offset, cut where too many others lie between two of them. */
function stretchesOf(letters: readonly Letter[]): Letter[][] {
  const byPartition = Map.groupBy(letters, ({ topic, partition }) => `${topic}:${partition}`);
  return [...byPartition.values()].flatMap((own) => {
    const sorted = own.toSorted((a, b) => a.offset - b.offset);
    const stretches: Letter[][] = [];
    for (const letter of sorted) {
      const open = stretches.at(-1);
      if (open && letter.offset - open[0]!.offset < READ_AT_ONCE) open.push(letter);
      else stretches.push([letter]);
    }
    return stretches;
  });
}

async function readStretch(admin: LogAdmin, stretch: readonly Letter[], into: Map<Letter, LogRecord>): Promise<void> {
  const first = stretch[0]!;
  const span = stretch.at(-1)!.offset - first.offset + 1;
  const records = await admin.read(first.topic, first.partition, first.offset, span);
  const byOffset = new Map(records.map((record) => [record.offset, record]));
  for (const letter of stretch) {
    const record = byOffset.get(letter.offset);
    if (record) into.set(letter, record);
  }
}
