import { beginningsIn } from './beginnings.ts';
import type { FindingLog } from './findings.ts';
import type { FormatReader } from './reader.ts';
import { recogniseFormat } from './registry.ts';

/** Bytes that are looked at to recognise a format. */
export const HEAD_BYTES = 64 * 1024;
/** Below this a document counts as unknown. */
const LEAST_CONFIDENCE = 0.2;
/** What a document of another format must reach before the name it was sent under is doubted, and what follows a part to be another. */
const SURE = 0.8;
/** Places in a head at which something is tried: text may be full of them. */
const TRIES = 32;

export interface Choice {
  readonly reader: FormatReader;
  readonly confidence: number;
  /** Bytes before it that are text and nothing else. */
  readonly at: number;
}

export interface Wish {
  /** Format that the sender named. */
  readonly format: string | null;
  /** Whether the partner's tables are described, and may look like nothing. */
  readonly tables: 'described' | 'by header';
  readonly readers: readonly FormatReader[];
}

type Recognised = ReturnType<typeof recogniseFormat>;

/** What the document begins with. Null where nobody knows it. */
export function chooseFirst(head: Uint8Array, wish: Wish, log: FindingLog): Choice | null {
  const { format: name, readers } = wish;
  const recognised = recogniseFormat(head, readers);
  if (name === null && wish.tables === 'described') return tableOr(recognised, wish) ?? accepted(recognised);
  if (name === null) return byContent(head, recognised, readers);
  const start = { offset: 0, row: 1, segment: null, path: null };
  const named = readers.find(({ id }) => id === name);
  if (!named) {
    log.report('format.name-unknown', null, start, { value: name });
    return byContent(head, recognised, readers);
  }
  const isForeign = named.recognise(head) === 0;
  if (isForeign && recognised !== null && recognised.reader !== named && recognised.confidence >= SURE) {
    log.report('format.not-as-named', null, start, { value: name, expected: recognised.reader.id });
    return accepted(recognised);
  }
  const behind = isForeign ? behindText(head, readers) : null;
  return { reader: named, confidence: 1, at: behind?.reader.syntax === named.syntax ? behind.at : 0 };
}

/** A partner with a mapping sends tables, but where the document is plainly something else. */
function tableOr(recognised: Recognised, { readers }: Wish): Choice | null {
  if (recognised && recognised.confidence >= SURE) return accepted(recognised);
  const reader = readers.find(({ syntax }) => syntax === 'table');
  return reader ? { reader, confidence: 1, at: 0 } : null;
}

/** Something that is only taken for what begins further on is text before it. */
function byContent(head: Uint8Array, recognised: Recognised, readers: readonly FormatReader[]): Choice | null {
  const known = accepted(recognised);
  if (known !== null && known.confidence >= SURE) return known;
  const behind = behindText(head, readers);
  if (known === null) return behind;
  const isSame = behind?.reader.syntax === known.reader.syntax && known.reader.syntax !== 'watchpost-json';
  return isSame ? behind : known;
}

function accepted(recognised: Recognised): Choice | null {
  return recognised && recognised.confidence >= LEAST_CONFIDENCE ? { ...recognised, at: 0 } : null;
}

/** What follows a part that has come to its end, with or without text between them. */
export function chooseNext(head: Uint8Array, readers: readonly FormatReader[]): Choice | null {
  const recognised = recogniseFormat(head, readers);
  if (recognised !== null && recognised.confidence >= SURE) return { ...recognised, at: 0 };
  return behindText(head, readers);
}

/** What plainly begins on a line below the first. @param which `declared`: on the first as well, see {@link beginningsIn} */
export function behindText(
  head: Uint8Array,
  readers: readonly FormatReader[],
  which: 'any' | 'declared' = 'any',
): Choice | null {
  const text = Buffer.from(head.buffer, head.byteOffset, head.byteLength).toString('latin1');
  let tries = 0;
  for (const { at, syntax } of beginningsIn(text, which)) {
    if (at === 0 && which === 'any') continue;
    if (++tries > TRIES) return null;
    const recognised = recogniseFormat(
      head.subarray(at),
      readers.filter((reader) => reader.syntax === syntax),
    );
    if (recognised !== null && recognised.confidence >= SURE) return { ...recognised, at };
  }
  return null;
}
