import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  allTopics,
  catalogueIds,
  deadLetterHeaders,
  eventHeaders,
  headers,
  topics,
  topicSpecs,
} from '@watchpost/contracts';

interface Schema {
  readonly required: readonly string[];
  readonly properties: Readonly<Record<string, { readonly const?: string }>>;
}
interface Channel {
  readonly address: string;
  readonly messages: Readonly<Record<string, { readonly $ref: string }>>;
  readonly bindings: {
    readonly kafka: {
      readonly topic: string;
      readonly partitions: number;
      readonly topicConfiguration: Readonly<Record<string, unknown>>;
    };
  };
}
interface Document {
  readonly asyncapi: string;
  readonly channels: Readonly<Record<string, Channel>>;
  readonly operations: Readonly<
    Record<string, { readonly action: string; readonly channel: { readonly $ref: string } }>
  >;
  readonly components: {
    readonly messages: Readonly<
      Record<string, { readonly payload?: { readonly schema: { readonly name: string } }; readonly headers: Schema }>
    >;
    readonly schemas: { readonly eventHeaders: Schema; readonly deadLetterHeaders: Schema };
  };
}

const document = JSON.parse(readFileSync(join(import.meta.dirname, '../../schemas/asyncapi.json'), 'utf8')) as Document;
const { channels, operations, components } = document;

/** Everything a `$ref` below a node points at. */
const referencesIn = (node: unknown): string[] => {
  if (typeof node !== 'object' || node === null) return [];
  if ('$ref' in node) return [String(node.$ref)];
  return Object.values(node).flatMap(referencesIn);
};
const target = (reference: string): unknown =>
  reference
    .slice(2)
    .split('/')
    .reduce<unknown>((node, step) => (node as Record<string, unknown> | undefined)?.[step], document);

describe('The AsyncAPI document', () => {
  it('has a channel for each topic, dead letters too, with the settings it is created with', () => {
    const described = Object.entries(channels).map(([name, { address, bindings }]) => ({
      name,
      address,
      topic: bindings.kafka.topic,
      partitions: bindings.kafka.partitions,
      config: Object.fromEntries(
        Object.entries(bindings.kafka.topicConfiguration).map(([setting, value]) => [setting, String(value)]),
      ),
    }));
    const byName = (a: { name: string }, b: { name: string }): number => a.name.localeCompare(b.name);
    expect(described.toSorted(byName)).toEqual(
      topicSpecs()
        .map(({ name, partitions, config }) => ({ name, address: name, topic: name, partitions, config }))
        .toSorted(byName),
    );
  });

  it('names the headers that records and dead letters have, and requires those that every record has', () => {
    expect(Object.keys(components.schemas.eventHeaders.properties)).toEqual(Object.values(headers));
    expect(Object.keys(components.schemas.deadLetterHeaders.properties)).toEqual(Object.values(deadLetterHeaders));
    const least = eventHeaders({ topic: topics.portsChanged, id: 'i', source: 's', time: 0, subject: 'jfk' });
    expect(components.schemas.eventHeaders.required).toEqual(Object.keys(least));
    for (const [name, value] of Object.entries(least)) {
      const fixed = components.schemas.eventHeaders.properties[name]!.const;
      expect(fixed ?? value).toBe(value);
    }
  });

  it('gives each topic its event, by the Avro schema that it is written with and its CloudEvents type', () => {
    for (const { name, schemaName, typeName } of allTopics) {
      expect(Object.keys(channels[name]!.messages)).toEqual([schemaName]);
      const message = components.messages[schemaName]!;
      expect(message.headers.properties['ce_type']).toEqual({ const: typeName });
      expect(message.payload?.schema).toEqual(JSON.parse(catalogueIds().current(schemaName).schema));
    }
  });

  it('says of each topic who writes it and who reads it', () => {
    const of = (action: string, verb: string, name: string): string[] =>
      Object.entries(operations)
        .filter(([id, one]) => one.action === action && id.endsWith(`.${verb}.${name}`))
        .map(([id]) => id.split('.')[0]!);
    for (const { name, producers, consumers } of allTopics) {
      expect(of('send', 'sends', name)).toEqual(producers);
      expect(of('receive', 'receives', name)).toEqual(consumers);
    }
  });

  it('points at nothing that is not there', () => {
    const references = referencesIn(document);
    expect(references.length).toBeGreaterThan(0);
    expect(references.filter((reference) => target(reference) === undefined)).toEqual([]);
  });
});
