/** Reads the Avro sources and makes each event's schema self-contained. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const primitives = new Set(['null', 'boolean', 'int', 'long', 'float', 'double', 'bytes', 'string']);

const readJson = (path) => {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new Error(`${path}: ${error.message}`, { cause: error });
  }
};

const fullName = (schema) =>
  schema.name.includes('.') ? schema.name : `${schema.namespace ?? 'watchpost'}.${schema.name}`;

function readFolder(folder) {
  const files = readdirSync(folder)
    .filter((file) => file.endsWith('.avsc'))
    .sort();
  return files.map((file) => ({ name: file.slice(0, -'.avsc'.length), schema: readJson(join(folder, file)) }));
}

/**
 * @param {string} folder `schemas/`
 * @returns {{ types: {name: string, schema: object}[], events: {name: string, schema: object, selfContained: object}[], topics: Record<string, object> }}
 */
export function readSources(folder) {
  const types = readFolder(join(folder, 'types'));
  const events = readFolder(join(folder, 'events'));
  const topics = readJson(join(folder, 'topics.json'));
  const named = new Map([...types, ...events].map(({ schema }) => [fullName(schema), schema]));
  for (const [topic, { schema }] of Object.entries(topics)) {
    if (!events.some((event) => event.name === schema)) {
      throw new Error(
        `schemas/topics.json: ${topic} names the schema ${schema}, and schemas/events/${schema}.avsc does not exist`,
      );
    }
  }
  return {
    types,
    topics,
    events: events.map((event) => ({ ...event, selfContained: selfContained(event.schema, named, event.name) })),
  };
}

/** The schema with every type it names written out where it is first used, as a registry or a foreign client wants it. */
export function selfContained(schema, named, where) {
  const defined = new Set();
  const inline = (node, path) => {
    if (typeof node === 'string') return inlineName(node, path);
    if (Array.isArray(node)) return node.map((branch) => inline(branch, path));
    if (node.type === 'array') return { ...node, items: inline(node.items, `${path}[]`) };
    if (node.type === 'map') return { ...node, values: inline(node.values, `${path}{}`) };
    if (node.type === 'record') return inlineRecord(node, path);
    if (node.name !== undefined) defined.add(fullName(node));
    return node;
  };
  const inlineName = (name, path) => {
    if (primitives.has(name)) return name;
    const full = name.includes('.') ? name : `watchpost.${name}`;
    if (defined.has(full)) return full;
    const definition = named.get(full);
    if (!definition) throw new Error(`${where} ${path}: no type is called ${full}`);
    return inline(definition, path);
  };
  const inlineRecord = (record, path) => {
    defined.add(fullName(record));
    const fields = record.fields.map((field) => ({ ...field, type: inline(field.type, `${path}/${field.name}`) }));
    return { ...record, fields };
  };
  return inline(schema, '');
}

/** What of a schema decides how bytes are read: everything but the words. */
export function essence(node) {
  if (Array.isArray(node)) return node.map(essence);
  if (node === null || typeof node !== 'object') return node;
  return Object.fromEntries(
    Object.entries(node)
      .filter(([key]) => key !== 'doc')
      .map(([key, value]) => [key, key === 'default' ? value : essence(value)]),
  );
}
