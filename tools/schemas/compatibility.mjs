/**
 * Avro schema resolution (Avro 1.12, "Schema Resolution") as a question: what stands in the way of reading what `writer` wrote
 * with `reader`? Names are matched unqualified or by the reader's aliases. Logical types count too, since a change of one
 * changes what a value means.
 *
 * @typedef {{ path: string, code: string, message: string }} Obstacle path names the field as `/consignor/address/city`
 */

const promotions = {
  int: ['long', 'float', 'double'],
  long: ['float', 'double'],
  float: ['double'],
  string: ['bytes'],
  bytes: ['string'],
};

/**
 * @param {unknown} reader schema that reads, self-contained
 * @param {unknown} writer schema that wrote, self-contained
 * @returns {Obstacle[]} empty where everything written can be read
 */
export function obstacles(reader, writer) {
  return new Comparison(namesOf(reader), namesOf(writer)).compare(reader, writer, '');
}

/**
 * Both directions against every version kept: new readers must read old records, and old consumers must read new records.
 *
 * @param {unknown} current
 * @param {readonly { version: number, schema: unknown }[]} history
 * @returns {(Obstacle & { version: number, who: 'old records' | 'old consumers' })[]}
 */
export function incompatibilities(current, history) {
  return history.flatMap(({ version, schema }) => [
    ...obstacles(current, schema).map((one) => ({ ...one, version, who: 'old records' })),
    ...obstacles(schema, current).map((one) => ({ ...one, version, who: 'old consumers' })),
  ]);
}

class Comparison {
  #inProgress = new Set();

  constructor(readerNames, writerNames) {
    this.readerNames = readerNames;
    this.writerNames = writerNames;
  }

  compare(readerNode, writerNode, path) {
    const reader = definition(readerNode, this.readerNames);
    const writer = definition(writerNode, this.writerNames);
    if (Array.isArray(writer)) return this.#writerUnion(reader, writer, path);
    if (Array.isArray(reader)) return this.#readerUnion(reader, writer, path);
    if (reader.type !== writer.type) return this.#promotion(reader, writer, path);
    const found = logicalObstacle(reader, writer, path);
    if (found) return [found];
    return this.#sameKind(reader, writer, path);
  }

  #sameKind(reader, writer, path) {
    switch (reader.type) {
      case 'record':
      case 'error':
        return this.#records(reader, writer, path);
      case 'enum':
        return enums(reader, writer, path);
      case 'fixed':
        return fixeds(reader, writer, path);
      case 'array':
        return this.compare(reader.items, writer.items, `${path}/[]`);
      case 'map':
        return this.compare(reader.values, writer.values, `${path}/{}`);
      default:
        return [];
    }
  }

  #promotion(reader, writer, path) {
    if (promotions[writer.type]?.includes(reader.type)) return [];
    return [obstacle(path, 'type', `${label(writer)} cannot be read as ${label(reader)}`)];
  }

  /** Whatever branch was written, the reader must cope with it. */
  #writerUnion(reader, writer, path) {
    return writer.flatMap((branch) => {
      const written = definition(branch, this.writerNames);
      const found = Array.isArray(reader)
        ? this.#readerUnion(reader, written, path)
        : this.compare(reader, written, path);
      if (found.length === 0 || Array.isArray(reader)) return found;
      return [
        obstacle(path, 'union-branch', `the union's branch ${label(written)} cannot be read as ${label(reader)}`),
      ];
    });
  }

  #readerUnion(branches, writer, path) {
    let closest;
    for (const branch of branches) {
      const reader = definition(branch, this.readerNames);
      const found = this.compare(reader, writer, path);
      if (found.length === 0) return [];
      if (reader.type === writer.type && namesMatch(reader, writer)) closest = found;
    }
    return closest ?? [obstacle(path, 'union-branch', `no branch of the union reads ${label(writer)}`)];
  }

  #records(reader, writer, path) {
    if (!namesMatch(reader, writer)) return [nameObstacle(reader, writer, path)];
    const pair = `${reader.name} ${writer.name}`;
    if (this.#inProgress.has(pair)) return [];
    this.#inProgress.add(pair);
    const found = reader.fields.flatMap((field) => this.#field(field, writer, path));
    this.#inProgress.delete(pair);
    return found;
  }

  #field(field, writer, path) {
    const names = [field.name, ...(field.aliases ?? [])];
    const written = writer.fields.find(({ name }) => names.includes(name));
    const at = `${path}/${field.name}`;
    if (written) return this.compare(field.type, written.type, at);
    if ('default' in field) return [];
    return [
      obstacle(at, 'missing-default', `the field is not in what was written, and the reader has no default for it`),
    ];
  }
}

function enums(reader, writer, path) {
  if (!namesMatch(reader, writer)) return [nameObstacle(reader, writer, path)];
  const unknown = writer.symbols.filter((symbol) => !reader.symbols.includes(symbol));
  if (unknown.length === 0 || reader.default !== undefined) return [];
  return [
    obstacle(
      path,
      'enum-symbol',
      `the reader does not know the symbol ${unknown.join(', ')} and has no default symbol`,
    ),
  ];
}

function fixeds(reader, writer, path) {
  if (!namesMatch(reader, writer)) return [nameObstacle(reader, writer, path)];
  if (reader.size === writer.size) return [];
  return [obstacle(path, 'fixed-size', `${writer.size} bytes were written, ${reader.size} are read`)];
}

function logicalObstacle(reader, writer, path) {
  if (reader.logicalType === undefined || writer.logicalType === undefined) return undefined;
  if (reader.logicalType !== writer.logicalType) {
    return obstacle(path, 'logical-type', `${writer.logicalType} was written, ${reader.logicalType} is read`);
  }
  if (reader.logicalType !== 'decimal') return undefined;
  const scales = [writer.scale ?? 0, reader.scale ?? 0];
  if (scales[0] !== scales[1]) return obstacle(path, 'decimal', `scale ${scales[0]} was written, ${scales[1]} is read`);
  if (reader.precision < writer.precision) {
    return obstacle(path, 'decimal', `precision ${writer.precision} was written, ${reader.precision} is read`);
  }
  return undefined;
}

const obstacle = (path, code, message) => ({ path: path === '' ? '/' : path, code, message });

const nameObstacle = (reader, writer, path) =>
  obstacle(path, 'name', `${writer.type} ${writer.name} was written, ${reader.name} is read, and no alias joins them`);

const unqualified = (name) => name.slice(name.lastIndexOf('.') + 1);

function namesMatch(reader, writer) {
  if (writer.name === undefined || reader.name === undefined) return reader.name === writer.name;
  return [reader.name, ...(reader.aliases ?? [])].map(unqualified).includes(unqualified(writer.name));
}

const label = (schema) => {
  if (Array.isArray(schema)) return `union of ${schema.map((branch) => label(asObject(branch))).join(', ')}`;
  return schema.name ? `${schema.type} ${schema.name}` : schema.type;
};

const asObject = (node) => (typeof node === 'string' ? { type: node } : node);

/** The schema a node stands for: names are looked up, a primitive's text becomes an object, `{type: {…}}` is unwrapped. */
function definition(node, names) {
  if (Array.isArray(node)) return node;
  if (typeof node === 'string') return names.get(unqualified(node)) ?? { type: node };
  if (typeof node.type === 'object') return definition(node.type, names);
  return node;
}

function namesOf(schema) {
  const names = new Map();
  const visit = (node) => {
    if (Array.isArray(node)) return node.forEach(visit);
    if (node === null || typeof node !== 'object') return undefined;
    if (node.name !== undefined && ['record', 'error', 'enum', 'fixed'].includes(node.type))
      names.set(unqualified(node.name), node);
    for (const field of node.fields ?? []) visit(field.type);
    for (const inner of [node.items, node.values]) if (inner !== undefined) visit(inner);
    return undefined;
  };
  visit(schema);
  return names;
}
