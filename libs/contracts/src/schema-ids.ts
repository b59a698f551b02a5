import { schemaVersions } from './generated/schemas.ts';
import { type RegistryAccess, RegistryClient } from './registry-client.ts';
import { allTopics } from './topics.ts';

/** One version of an event's schema under the id it has in the log. */
export interface SchemaVersion {
  readonly schemaName: string;
  /** From 1. */
  readonly version: number;
  readonly id: number;
  /** Self-contained Avro schema as JSON text. */
  readonly schema: string;
}

/** Which id stands for which writer's schema. */
export interface SchemaIds {
  /** The version under which values of this schema are written. Throws where the catalogue has no such schema. */
  current(schemaName: string): SchemaVersion;
  /** Every version of the catalogue with its id here; oldest first within a schema. */
  all(): readonly SchemaVersion[];
  /** Writer's schema as JSON text; undefined where the id is not known (yet). */
  schemaOf(id: number): string | undefined;
  /**
   * Asks the registry for ids that are not known, where there is one. An id that the registry does not know stays unknown, and is asked for
   * again after a minute. Rejects with {@link RegistryUnavailableError} where the registry cannot be reached.
   */
  fetch(ids: readonly number[]): Promise<void>;
}

export interface SchemaIdSettings {
  /** A Confluent-compatible registry; null: the catalogue's own ids. */
  readonly registryUrl: string | null;
  readonly auth?: RegistryAccess['auth'];
  /** Milliseconds to wait for one answer; 10,000 unless said. */
  readonly timeoutMs?: number | undefined;
}

/** Subject of a topic's values, as Confluent's TopicNameStrategy names it. */
export const subjectOf = (topicName: string): string => `${topicName}-value`;

/** The ids of `schemas/ids.json`: stable, never given twice. */
export function catalogueIds(): SchemaIds {
  return new KnownSchemas(catalogueVersions(), null);
}

/**
 * Ids by the settings: the catalogue's own, or those of the registry, where every version of every schema is looked up and registered if it is
 * not there.
 * @throws RegistryUnavailableError (`transient`), or RegistryRefusedError where the registry will not take a schema
 */
export async function loadSchemaIds(settings: SchemaIdSettings): Promise<SchemaIds> {
  if (settings.registryUrl === null) return catalogueIds();
  const client = new RegistryClient({ ...settings, url: settings.registryUrl });
  const versions: SchemaVersion[] = [];
  for (const version of catalogueVersions()) {
    const topic = allTopics.find(({ schemaName }) => schemaName === version.schemaName);
    if (!topic) continue;
    versions.push({ ...version, id: await client.register(subjectOf(topic.name), version.schema) });
  }
  return new KnownSchemas(versions, client);
}

function catalogueVersions(): SchemaVersion[] {
  return Object.entries(schemaVersions).flatMap(([schemaName, versions]) =>
    versions.map((version) => ({ schemaName, ...version })),
  );
}

const ASK_AGAIN_MS = 60_000;

class KnownSchemas implements SchemaIds {
  readonly #versions: readonly SchemaVersion[];
  readonly #client: RegistryClient | null;
  readonly #schemas = new Map<number, string>();
  readonly #current = new Map<string, SchemaVersion>();
  /** When an id was last asked for in vain, by a clock that only moves forward. */
  readonly #missing = new Map<number, number>();

  constructor(versions: readonly SchemaVersion[], client: RegistryClient | null) {
    this.#versions = versions;
    this.#client = client;
    for (const version of versions) {
      this.#schemas.set(version.id, version.schema);
      this.#current.set(version.schemaName, version);
    }
  }

  current(schemaName: string): SchemaVersion {
    const version = this.#current.get(schemaName);
    if (!version) throw new Error(`The catalogue has no schema ${schemaName}; run npm run schemas`);
    return version;
  }

  all(): readonly SchemaVersion[] {
    return this.#versions;
  }

  schemaOf(id: number): string | undefined {
    return this.#schemas.get(id);
  }

  async fetch(ids: readonly number[]): Promise<void> {
    if (!this.#client) return;
    const now = performance.now();
    const wanted = new Set(ids.filter((id) => !this.#schemas.has(id) && this.#mayAsk(id, now)));
    for (const id of wanted) {
      const schema = await this.#client.schemaById(id);
      if (schema === null) this.#missing.set(id, now);
      else this.#schemas.set(id, schema);
    }
  }

  #mayAsk(id: number, now: number): boolean {
    const askedAt = this.#missing.get(id);
    return askedAt === undefined || now - askedAt >= ASK_AGAIN_MS;
  }
}
