/**
 * From the Avro sources in schemas/ to everything that is derived from them: the TypeScript in libs/contracts/src/generated, the
 * history with its ids, the AsyncAPI document, and the table of topics in docs/contracts.md.
 *
 *   npm run schemas                 writes what is derived
 *   npm run schemas -- --check      writes nothing; fails where something is stale or a change is incompatible
 *   npm run schemas -- --release    keeps what has changed as a new version of its schema, for ever
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { asyncApiOf } from './schemas/asyncapi.mjs';
import { historyPath, planHistory } from './schemas/history.mjs';
import { readSources } from './schemas/sources.mjs';
import { withTopicsTable } from './schemas/documentation.mjs';
import { eventsSource, schemasSource, shapesSource, topicsSource } from './schemas/typescript.mjs';

const { values } = parseArgs({
  options: { check: { type: 'boolean' }, release: { type: 'boolean' }, root: { type: 'string' } },
});
const root = values.root ?? join(dirname(fileURLToPath(import.meta.url)), '..');

const schemasFolder = join(root, 'schemas');
const sources = readSources(schemasFolder);
const plan = planHistory(schemasFolder, sources.events, values.release ? 'release' : 'follow');

if (plan.faults.length > 0) fail('a schema change cannot be let through', plan.faults);

const files = await derivedFiles();
const stale = files.filter(({ path, text }) => !existsSync(path) || readFileSync(path, 'utf8') !== text);
if (values.check) check();
else write();

async function derivedFiles() {
  const generated = join(root, 'libs/contracts/src/generated');
  const history = Object.entries(plan.versions).flatMap(([event, kept]) =>
    kept.map(({ version, schema }) => [join(schemasFolder, historyPath(event, version)), JSON.stringify(schema)]),
  );
  const documentation = join(root, 'docs/contracts.md');
  const texts = [
    [join(generated, 'events.ts'), eventsSource(sources)],
    [join(generated, 'shapes.ts'), shapesSource(sources)],
    [join(generated, 'schemas.ts'), schemasSource(plan.versions)],
    [join(generated, 'topics.ts'), topicsSource(sources.topics)],
    [join(schemasFolder, 'ids.json'), JSON.stringify(plan.ids)],
    [join(schemasFolder, 'asyncapi.json'), JSON.stringify(asyncApiOf(sources, plan.versions))],
    ...history,
  ];
  if (existsSync(documentation)) {
    texts.push([documentation, withTopicsTable(readFileSync(documentation, 'utf8'), sources.topics)]);
  }
  const options = (await resolveConfig(join(generated, 'events.ts'))) ?? {};
  const parserOf = (path) => (path.endsWith('.ts') ? 'typescript' : path.endsWith('.md') ? 'markdown' : 'json');
  return Promise.all(
    texts.map(async ([path, text]) => ({ path, text: await format(text, { ...options, parser: parserOf(path) }) })),
  );
}

function check() {
  if (plan.warnings.length > 0) fail('a schema change breaks what is already there', plan.warnings);
  if (stale.length > 0) {
    fail(
      'derived files are stale; run npm run schemas',
      stale.map(({ path }) => relative(root, path)),
    );
  }
  console.log(`schemas: ${sources.events.length} events and ${files.length} derived files agree`);
}

function write() {
  for (const warning of plan.warnings) console.error(`schemas: not released yet, so let through: ${warning}`);
  for (const { path, text } of stale) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
  console.log(`schemas: ${stale.length} of ${files.length} derived files written`);
}

function fail(headline, lines) {
  console.error(`schemas: ${headline}`);
  for (const line of lines) console.error(`  ${line}`);
  process.exit(1);
}
