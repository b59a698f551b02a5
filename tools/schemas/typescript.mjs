/** Writes the TypeScript of libs/contracts/src/generated from the schemas and the topics. */

/** Types that libs/domain has already, in the same shape; a test there proves that they agree. */
export const domainTypes = [
  'Address',
  'Article',
  'Conveyance',
  'Finding',
  'Identifier',
  'Money',
  'Party',
  'Place',
  'Reason',
  'Shipment',
  'ShipmentVersion',
];

const HEADER = '// Written by `npm run schemas` from schemas/. Do not edit.\n\n';

const primitives = { null: 'null', boolean: 'boolean', string: 'string', bytes: 'Buffer' };
const numbers = new Set(['int', 'long', 'float', 'double']);

const typeName = (name) => name.slice(name.lastIndexOf('.') + 1);

function typeOf(node, names) {
  if (typeof node === 'string') {
    if (numbers.has(node)) return 'number';
    return primitives[node] ?? names(typeName(node));
  }
  if (Array.isArray(node)) return [...new Set(orderedUnion(node).map((branch) => typeOf(branch, names)))].join(' | ');
  switch (node.type) {
    case 'array':
      return `readonly ${bracketed(typeOf(node.items, names))}[]`;
    case 'map':
      return `Readonly<Record<string, ${typeOf(node.values, names)}>>`;
    case 'enum':
    case 'record':
      return names(typeName(node.name));
    case 'fixed':
      return 'Buffer';
    default:
      return typeOf(node.type, names);
  }
}

const orderedUnion = (branches) => [
  ...branches.filter((one) => one !== 'null'),
  ...branches.filter((one) => one === 'null'),
];
const bracketed = (type) => (/[ |]/.test(type) ? `(${type})` : type);

const unit = (node) => {
  const one = Array.isArray(node) ? node.find((branch) => branch?.logicalType) : node;
  return one?.logicalType === 'timestamp-millis' ? 'Epoch milliseconds.' : undefined;
};

function docOf(text, indent) {
  return text ? `${indent}/** ${text} */\n` : '';
}

/** Every named type in the schemas, in the order of first use. */
function namedTypes(schemas) {
  const found = new Map();
  const visit = (node) => {
    if (Array.isArray(node)) return node.forEach(visit);
    if (typeof node !== 'object' || node === null) return undefined;
    if ((node.type === 'record' || node.type === 'enum') && !found.has(typeName(node.name)))
      found.set(typeName(node.name), node);
    for (const field of node.fields ?? []) visit(field.type);
    if (node.items !== undefined) visit(node.items);
    if (node.values !== undefined) visit(node.values);
    return undefined;
  };
  schemas.forEach(visit);
  return found;
}

function declaration(name, node, names) {
  if (node.type === 'enum') {
    return `${docOf(node.doc, '')}export type ${name} = ${node.symbols.map((symbol) => `'${symbol}'`).join(' | ')};\n`;
  }
  const fields = node.fields.map((field) => {
    const doc = [field.doc, unit(field.type)].filter(Boolean).join(' ');
    return `${docOf(doc, '  ')}  readonly ${field.name}: ${typeOf(field.type, names)};\n`;
  });
  return `${docOf(node.doc, '')}export interface ${name} {\n${fields.join('')}}\n`;
}

/** `events.ts`: an interface for each record that libs/domain does not have, and the topics' events by name. */
export function eventsSource({ events, topics }) {
  const used = new Set();
  const names = (name) => {
    if (domainTypes.includes(name)) used.add(name);
    return name;
  };
  const declarations = [...namedTypes(events.map(({ selfContained }) => selfContained))]
    .filter(([name]) => !domainTypes.includes(name))
    .map(([name, node]) => declaration(name, node, names));
  const byTopic = Object.entries(topics).map(([topic, { schema }]) => {
    const event = events.find(({ name }) => name === schema);
    return `  readonly '${topic}': ${typeName(event.schema.name)};\n`;
  });
  return (
    HEADER +
    `import type { ${[...used].sort().join(', ')} } from '@watchpost/domain';\n\n` +
    declarations.join('\n') +
    `\n/** The event each topic carries. */\nexport interface EventByTopic {\n${byTopic.join('')}}\n`
  );
}

/** `shapes.ts`: what the schemas say about the types that libs/domain has, for the test that compares the two. */
export function shapesSource({ types, events }) {
  const schemas = [...types.map(({ schema }) => schema), ...events.map(({ selfContained }) => selfContained)];
  const names = (name) => `${name}Shape`;
  const declarations = [...namedTypes(schemas)]
    .filter(([name]) => domainTypes.includes(name))
    .map(([name, node]) => declaration(`${name}Shape`, node, names));
  return HEADER + declarations.join('\n');
}

/** `schemas.ts`: every version of every event's schema with its id, self-contained. */
export function schemasSource(versions) {
  const entries = Object.entries(versions).map(([event, kept]) => {
    const rows = kept.map(
      ({ version, id, schema }) =>
        `    { version: ${version}, id: ${id}, schema: ${JSON.stringify(JSON.stringify(schema))} },\n`,
    );
    return `  '${event}': [\n${rows.join('')}  ],\n`;
  });
  return (
    HEADER +
    `/** Oldest first; the last one is what is written. */\nexport const schemaVersions: Readonly<Record<string, readonly { readonly version: number; readonly id: number; readonly schema: string }[]>> = {\n${entries.join('')}};\n`
  );
}

/** `topics.ts`: the catalogue of topics as data. */
export function topicsSource(topics) {
  const entries = Object.entries(topics).map(([name, topic]) => `  '${name}': ${JSON.stringify(topicRow(topic))},\n`);
  return (
    HEADER +
    `export interface TopicRow {\n  readonly schema: string;\n  readonly key: string;\n  readonly partitions: number;\n  readonly retentionMs: number | null;\n  readonly maxMessageBytes: number;\n  readonly from: readonly string[];\n  readonly to: readonly string[];\n}\n\n` +
    `export const topicRows = {\n${entries.join('')}} as const satisfies Readonly<Record<string, TopicRow>>;\n`
  );
}

/** retentionMs is null where the topic is compacted. */
function topicRow({ schema, key, partitions, retentionMs, compacted, maxMessageBytes, from, to }) {
  return { schema, key, partitions, retentionMs: compacted ? null : retentionMs, maxMessageBytes, from, to };
}
