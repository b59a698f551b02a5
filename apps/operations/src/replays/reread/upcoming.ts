import type { Archive, ArchivedManifest, ArchiveScope, RecordedLine } from './archive.ts';

/** A manifest with its bytes and its recorded lines on their way. */
export interface Upcoming {
  readonly manifest: ArchivedManifest;
  readonly raw: AsyncIterable<Uint8Array>;
  readonly lines: AsyncIterable<readonly RecordedLine[]>;
}

/** Manifests that are fetched while others are judged. */
const AHEAD = 8;
/** A larger one is fetched when its turn has come, and is never whole in memory. */
const SMALL_BYTES = 1024 * 1024;
const PAGE = 200;

/** Manifests of a scope in the order of their sequence numbers, the next ones being fetched already. */
export async function* upcoming(
  archive: Archive,
  scope: ArchiveScope,
  from: number,
  end: number,
): AsyncGenerator<Upcoming> {
  const ahead: Upcoming[] = [];
  for await (const manifest of listed(archive, scope, from, end)) {
    ahead.push(fetched(archive, manifest));
    if (ahead.length > AHEAD) yield ahead.shift()!;
  }
  yield* ahead;
}

async function* listed(
  archive: Archive,
  scope: ArchiveScope,
  from: number,
  end: number,
): AsyncGenerator<ArchivedManifest> {
  for (let next: number | null = from; next !== null && next < end;) {
    const page = await archive.manifests(scope, next, PAGE);
    for (const manifest of page.items) if (manifest.sequence < end) yield manifest;
    next = page.next;
  }
}

function fetched(archive: Archive, manifest: ArchivedManifest): Upcoming {
  const { manifestId, size } = manifest;
  const [raw, lines] = [archive.raw(manifestId), archive.lines(manifestId)];
  return size > SMALL_BYTES ? { manifest, raw, lines } : { manifest, raw: begun(raw), lines: begun(lines) };
}

/** Begins at once with what would wait until it is asked for. */
function begun<T>(source: AsyncIterable<T>): AsyncIterable<T> {
  const all = gathered(source);
  // It may fail while nobody is looking; whoever reads it is told.
  all.catch(() => undefined);
  return (async function* () {
    yield* await all;
  })();
}

async function gathered<T>(source: AsyncIterable<T>): Promise<readonly T[]> {
  const all: T[] = [];
  for await (const each of source) all.push(each);
  return all;
}
