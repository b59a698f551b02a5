/**
 * The versions of each event's schema that records may have been written with, and the stable ids they are known by.
 *
 * `schemas/history/<event>/<version>.avsc` holds them, `schemas/ids.json` their ids and digests. An id is never given twice. Until
 * the first release version 1 follows the source; from then on a version is never rewritten, and a new one comes only by
 * `npm run schemas -- --release`.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { incompatibilities } from './compatibility.mjs';
import { essence } from './sources.mjs';

const digestOf = (schema) =>
  createHash('sha256')
    .update(JSON.stringify(essence(schema)))
    .digest('hex')
    .slice(0, 32);

const historyPath = (event, version) => `history/${event}/${version}.avsc`;

/** @returns {{ released: boolean, nextId: number, schemas: Record<string, {version: number, id: number, digest: string}[]> }} */
export function readIds(folder) {
  const path = join(folder, 'ids.json');
  if (!existsSync(path)) return { released: false, nextId: 1, schemas: {} };
  return JSON.parse(readFileSync(path, 'utf8'));
}

/**
 * What the history must look like for the sources given.
 *
 * @param {string} folder `schemas/`
 * @param {{name: string, selfContained: object}[]} events
 * @param {'follow' | 'release'} step
 * @returns {{ ids: object, versions: Record<string, {version: number, id: number, schema: object}[]>, faults: string[], warnings: string[] }}
 */
export function planHistory(folder, events, step) {
  const before = readIds(folder);
  const plan = { before, step, folder, nextId: before.nextId, faults: idsGivenTwice(before), warnings: [] };
  const schemas = {};
  const versions = {};
  for (const event of events) {
    const kept = keptVersions(plan, event.name);
    const planned = planEvent(plan, event, kept);
    versions[event.name] = planned;
    schemas[event.name] = planned.map(({ version, id, schema }) => ({ version, id, digest: digestOf(schema) }));
  }
  for (const gone of Object.keys(before.schemas).filter((name) => !(name in schemas))) {
    schemas[gone] = before.schemas[gone];
    if (before.released)
      plan.faults.push(`schemas/events/${gone}.avsc was removed, and its records may still lie in topics`);
  }
  const ids = { released: before.released || step === 'release', nextId: plan.nextId, schemas };
  return { ids, versions, faults: plan.faults, warnings: plan.warnings };
}

/** Two branches may each have taken the next id; brought together, one of them takes another before anything is written with it. */
function idsGivenTwice({ schemas }) {
  const owners = new Map();
  for (const [event, kept] of Object.entries(schemas))
    for (const { version, id } of kept) owners.set(id, [...(owners.get(id) ?? []), `${event} ${version}`]);
  return [...owners]
    .filter(([, versions]) => versions.length > 1)
    .map(([id, versions]) => `schemas/ids.json gives id ${id} to ${versions.join(' and ')}`);
}

function keptVersions(plan, event) {
  return (plan.before.schemas[event] ?? []).map(({ version, id, digest }) => {
    const path = historyPath(event, version);
    const schema = JSON.parse(readFileSync(join(plan.folder, path), 'utf8'));
    if (plan.before.released && digestOf(schema) !== digest) {
      plan.faults.push(`schemas/${path} was changed; a released version is never rewritten`);
    }
    return { version, id, schema };
  });
}

function planEvent(plan, event, kept) {
  const current = event.selfContained;
  const latest = kept.at(-1);
  if (!latest) return [{ version: 1, id: plan.nextId++, schema: current }];
  const found = incompatibilities(current, kept).map(
    ({ path, message, version, who }) =>
      `schemas/events/${event.name}.avsc ${path}: ${who} of version ${version} could not live with it: ${message}`,
  );
  if (!plan.before.released) {
    plan.warnings.push(...found);
    return [{ ...latest, schema: current }];
  }
  plan.faults.push(...found);
  if (digestOf(latest.schema) === digestOf(current)) return kept;
  if (plan.step === 'release') return [...kept, { version: latest.version + 1, id: plan.nextId++, schema: current }];
  plan.faults.push(
    `schemas/events/${event.name}.avsc differs from version ${latest.version}; npm run schemas -- --release adds version ${latest.version + 1}`,
  );
  return kept;
}

export { historyPath };
