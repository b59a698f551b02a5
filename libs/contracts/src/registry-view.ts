import { type SchemaIds, subjectOf } from './schema-ids.ts';
import { allTopics } from './topics.ts';

/** Evolution the gate holds every schema to: old records and old consumers, over all versions. */
export const COMPATIBILITY_LEVEL = 'FULL_TRANSITIVE';
export const REGISTRY_CONTENT_TYPE = 'application/vnd.schemaregistry.v1+json';

/** One version as a Confluent-compatible registry answers it. */
export interface SubjectVersion {
  readonly subject: string;
  readonly id: number;
  readonly version: number;
  /** Avro schema as JSON text. */
  readonly schema: string;
}

/** What a registry's read paths answer from the catalogue. Everything it does not know is undefined. */
export interface RegistryView {
  subjects(prefix?: string): readonly string[];
  versions(subject: string): readonly number[] | undefined;
  version(subject: string, version: number | 'latest'): SubjectVersion | undefined;
  schemaById(id: number): string | undefined;
  /** Subjects and versions that have this id. */
  versionsById(id: number): readonly SubjectVersion[];
}

/** Subjects are named by topic (`<topic>-value`); keys are plain text and have no schema. */
export function createRegistryView(ids: SchemaIds): RegistryView {
  const bySubject = new Map<string, readonly SubjectVersion[]>(
    allTopics.map(({ name, schemaName }) => [
      subjectOf(name),
      ids
        .all()
        .filter((one) => one.schemaName === schemaName)
        .map(({ id, version, schema }) => ({ subject: subjectOf(name), id, version, schema })),
    ]),
  );
  const everything = [...bySubject.values()].flat();
  return {
    subjects: (prefix = '') => [...bySubject.keys()].filter((subject) => subject.startsWith(prefix)).sort(),
    versions: (subject) => bySubject.get(subject)?.map(({ version }) => version),
    version: (subject, version) => {
      const versions = bySubject.get(subject);
      return version === 'latest' ? versions?.at(-1) : versions?.find((one) => one.version === version);
    },
    schemaById: (id) => ids.schemaOf(id),
    versionsById: (id) => everything.filter((one) => one.id === id),
  };
}
