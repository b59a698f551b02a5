import { text } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import type { OperationsConfig } from '../../configuration.ts';
import type { Archive, ArchivedManifest, ArchivePage, ArchiveScope, ArchiveSummary, RecordedLine } from './archive.ts';

const TRIES = 5;
/** How long intake may say nothing while it is waited for. */
const MOST_SILENT_MS = 60_000;
const LINES_AT_ONCE = 1_000;

/** What intake answers: moments as texts. */
interface WirePage {
  readonly items: readonly (Omit<ArchivedManifest, 'receivedAt' | 'completedAt' | 'reading'> & {
    readonly readingId: string | null;
    readonly receivedAt: string;
    readonly completedAt: string | null;
  })[];
  readonly readings: Readonly<Record<string, string>>;
  readonly next: number | null;
}
type WireSummary = Omit<ArchiveSummary, 'earliest'> & { readonly earliest: string | null };
interface WireLines {
  readonly items: readonly RecordedLine[];
  readonly next: string | null;
}

/** Its headers have come; its body ends where the request is aborted. */
interface Answer {
  readonly response: Response;
  readonly request: AbortController;
}

type Query = Readonly<Record<string, string | number | undefined>>;

/** Intake's archive through its own door. */
export class HttpArchive implements Archive {
  /** @param url of intake; @param key that it opens to; @param mostSilent milliseconds without a byte, after which intake is away */
  constructor(
    private readonly url: string,
    private readonly key: string,
    private readonly mostSilent = MOST_SILENT_MS,
  ) {}

  async summary(scope: ArchiveScope): Promise<ArchiveSummary> {
    const { earliest, ...summary } = await this.#json<WireSummary>('summary', queryOf(scope));
    return { ...summary, earliest: earliest === null ? null : Date.parse(earliest) };
  }

  async manifests(scope: ArchiveScope, fromSequence: number, limit: number): Promise<ArchivePage> {
    const { items, readings, next } = await this.#json<WirePage>('manifests', {
      ...queryOf(scope),
      fromSequence,
      limit,
    });
    return {
      next,
      items: items.map(({ readingId, ...item }) => ({
        ...item,
        reading: readingId === null ? null : readings[readingId]!,
        receivedAt: Date.parse(item.receivedAt),
        completedAt: item.completedAt === null ? null : Date.parse(item.completedAt),
      })),
    };
  }

  async *raw(manifestId: string): AsyncGenerator<Uint8Array> {
    yield* this.#chunks(await this.#open(`manifests/${manifestId}/raw`, {}));
  }

  async *lines(manifestId: string): AsyncGenerator<readonly RecordedLine[]> {
    let cursor: string | undefined;
    do {
      const query = { cursor, limit: LINES_AT_ONCE };
      const { items, next } = await this.#json<WireLines>(`manifests/${manifestId}/lines`, query);
      yield items;
      cursor = next ?? undefined;
    } while (cursor !== undefined);
  }

  async #json<T>(path: string, query: Query): Promise<T> {
    const answered = await text(this.#chunks(await this.#open(path, query)));
    try {
      return JSON.parse(answered) as T;
    } catch (error) {
      throw away(error);
    }
  }

  /** A body is read at the pace of whoever judges it: only what is waited for counts as silence, and the whole may take as long as it takes. */
  async *#chunks({ response, request }: Answer): AsyncGenerator<Uint8Array> {
    if (response.body === null) return;
    const reader = response.body.getReader();
    try {
      for (;;) {
        const { done, value } = await this.#unlessSilent(request, reader.read()).catch((error: unknown) => {
          throw away(error);
        });
        if (done) return;
        yield value;
      }
    } finally {
      // Whoever stops early leaves no connection behind; of a body that broke there is nothing to cancel.
      await reader.cancel().catch(() => undefined);
    }
  }

  async #open(path: string, query: Query): Promise<Answer> {
    const url = new URL(`/v1/archive/${path}`, this.url);
    for (const [name, value] of Object.entries(query))
      if (value !== undefined) url.searchParams.set(name, String(value));
    for (let tries = 1; ; tries++) {
      const answer = await this.#try(url);
      if (!(answer instanceof Error)) {
        const { ok, status, body } = answer.response;
        if (ok) return answer;
        await body?.cancel();
        if (status < 500) throw new Error(`intake refuses to open its archive: ${status} for ${url.pathname}`);
      }
      if (tries === TRIES) throw away(answer instanceof Error ? answer : new Error(`HTTP ${answer.response.status}`));
      await pause(200 * 2 ** tries);
    }
  }

  async #try(url: URL): Promise<Answer | Error> {
    const headers = { authorization: `Bearer ${this.key}` };
    const request = new AbortController();
    try {
      return { response: await this.#unlessSilent(request, fetch(url, { headers, signal: request.signal })), request };
    } catch (error) {
      return error as Error;
    }
  }

  /** What the network is waited for; its request is given up where nothing comes. */
  async #unlessSilent<T>(request: AbortController, coming: Promise<T>): Promise<T> {
    const silence = new Error(`it said nothing for ${this.mostSilent} ms`);
    const timer = setTimeout(() => request.abort(silence), this.mostSilent);
    try {
      return await coming;
    } finally {
      clearTimeout(timer);
    }
  }
}

/** Intake's archive, where the settings say where it is and what opens it. */
export const archiveOf = ({
  WATCHPOST_INTAKE_URL: url,
  WATCHPOST_SERVICE_KEY: key,
}: Pick<OperationsConfig, 'WATCHPOST_INTAKE_URL' | 'WATCHPOST_SERVICE_KEY'>): Archive | null =>
  url === undefined || key === undefined ? null : new HttpArchive(url, key);

/** It passes: whoever started the worker starts another one. */
const away = (cause: unknown): Error =>
  Object.assign(new Error(`intake's archive is away: ${cause instanceof Error ? cause.message : String(cause)}`), {
    transient: true,
    cause,
  });

const queryOf = ({ from, to, partner, manifestId }: ArchiveScope): Query => ({
  from: from === undefined ? undefined : new Date(from).toISOString(),
  to: to === undefined ? undefined : new Date(to).toISOString(),
  partner,
  manifestId,
});
