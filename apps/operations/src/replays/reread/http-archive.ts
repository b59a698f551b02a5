import { setTimeout as pause } from 'node:timers/promises';
import type { OperationsConfig } from '../../configuration.ts';
import type { Archive, ArchivedManifest, ArchivePage, ArchiveScope, ArchiveSummary, RecordedLine } from './archive.ts';

const TRIES = 5;
const TIMEOUT_MS = 60_000;
const LINES_AT_ONCE = 1_000;

/** What intake answers: moments as texts. */
interface WirePage {
  readonly items: readonly (Omit<ArchivedManifest, 'receivedAt' | 'completedAt'> & {
    readonly receivedAt: string;
    readonly completedAt: string | null;
  })[];
  readonly next: number | null;
}
type WireSummary = Omit<ArchiveSummary, 'earliest'> & { readonly earliest: string | null };
interface WireLines {
  readonly items: readonly RecordedLine[];
  readonly next: string | null;
}

type Query = Readonly<Record<string, string | number | undefined>>;

/** Intake's archive through its own door. */
export class HttpArchive implements Archive {
  /** @param url of intake; @param key that it opens to */
  constructor(
    private readonly url: string,
    private readonly key: string,
  ) {}

  async summary(scope: ArchiveScope): Promise<ArchiveSummary> {
    const { earliest, ...summary } = await this.#json<WireSummary>('summary', queryOf(scope));
    return { ...summary, earliest: earliest === null ? null : Date.parse(earliest) };
  }

  async manifests(scope: ArchiveScope, fromSequence: number, limit: number): Promise<ArchivePage> {
    const { items, next } = await this.#json<WirePage>('manifests', { ...queryOf(scope), fromSequence, limit });
    return {
      next,
      items: items.map((item) => ({
        ...item,
        receivedAt: Date.parse(item.receivedAt),
        completedAt: item.completedAt === null ? null : Date.parse(item.completedAt),
      })),
    };
  }

  async *raw(manifestId: string): AsyncGenerator<Uint8Array> {
    const { body } = await this.#open(`manifests/${manifestId}/raw`, {});
    if (body === null) return;
    try {
      for await (const chunk of body) yield chunk;
    } catch (error) {
      throw away(error);
    }
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
    const response = await this.#open(path, query);
    try {
      return (await response.json()) as T;
    } catch (error) {
      throw away(error);
    }
  }

  async #open(path: string, query: Query): Promise<Response> {
    const url = new URL(`/v1/archive/${path}`, this.url);
    for (const [name, value] of Object.entries(query))
      if (value !== undefined) url.searchParams.set(name, String(value));
    for (let tries = 1; ; tries++) {
      const answer = await this.#try(url);
      if (answer instanceof Response && answer.ok) return answer;
      const isPassing = !(answer instanceof Response) || answer.status >= 500;
      if (!isPassing) throw new Error(`intake refuses to open its archive: ${answer.status} for ${url.pathname}`);
      if (answer instanceof Response) await answer.body?.cancel();
      if (tries === TRIES) throw away(answer instanceof Response ? new Error(`HTTP ${answer.status}`) : answer);
      await pause(200 * 2 ** tries);
    }
  }

  async #try(url: URL): Promise<Response | Error> {
    const headers = { authorization: `Bearer ${this.key}` };
    try {
      return await fetch(url, { headers, signal: AbortSignal.timeout(TIMEOUT_MS) });
    } catch (error) {
      return error as Error;
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
