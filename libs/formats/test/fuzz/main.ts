/**
 * Does things to fixtures and samples and reads what comes of it, for as long as it is told: `npm run fuzz -- --minutes N [--seed S] [--format F]`.
 * A document that shows something new of a reader (a finding it had not told of that format) is kept, and things are done to it, too.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type FormatId, formats, recogniseFormat } from '../../src/index.ts';
import { fixtures, samples } from '../reading.ts';
import { Chance } from './chance.ts';
import { mutated, someCuts } from './mutations.ts';
import type { Trial } from './reading-child.ts';
import { shrunk } from './shrink.ts';
import { TrialProcess } from './trial-process.ts';

const PROCESSES = 2;
/** Kept documents; beyond them one of the kept is forgotten for each new one. */
const KEPT = 2_000;
const PROGRESS_MS = 10_000;
const LARGEST = 64 * 1024;
/** More of them and the first few are to be mended first. */
const FINDS = 20;

interface Kept {
  readonly name: string;
  readonly bytes: Buffer;
}

const { values } = parseArgs({
  options: { minutes: { type: 'string', default: '1' }, seed: { type: 'string' }, format: { type: 'string' } },
});
const minutes = Number(values.minutes);
const seed = values.seed === undefined ? Math.trunc(Math.random() * 2 ** 31) : Number(values.seed);
const only = values.format ?? null;
const isUsable = minutes > 0 && Number.isInteger(seed) && (only === null || formats.some(({ id }) => id === only));
if (!isUsable) {
  console.error(`usage: --minutes N [--seed S] [--format ${formats.map(({ id }) => id).join('|')}]`);
  process.exit(2);
}

const chance = new Chance(seed);
const known = [...fixtures, ...samples]
  .filter(([, { length }]) => length > 0 && length < LARGEST)
  .map(([name, bytes]): Kept => ({ name, bytes }));
const corpus = known.filter(({ bytes }) => only === null || recogniseFormat(bytes)?.reader.id === only);
const others = known.map(({ bytes }) => bytes);
const shown = new Set<string>();
const kinds = new Set<string>();
const finds: string[] = [];
const folder = join(tmpdir(), `watchpost-fuzz-${seed}`);
let documents = 0;
console.log(`seed ${seed}, ${corpus.length} documents to begin with, ${samples.length} real samples at hand`);

const until = Date.now() + minutes * 60_000;
let nextProgress = Date.now() + PROGRESS_MS;

function nextTrial(): Trial & { readonly from: string } {
  const { name, bytes } = chance.pick(corpus);
  const document = mutated(bytes, others, chance);
  const format: FormatId | null = chance.below(4) === 0 ? chance.pick(formats).id : null;
  return { bytes: document, cuts: someCuts(document.length, chance), format, from: name };
}

function keep(from: string, { bytes }: Trial, pairs: readonly string[]): void {
  const news = pairs.filter((pair) => !shown.has(pair));
  if (news.length === 0) return;
  for (const pair of news) shown.add(pair);
  const kept = { name: from, bytes: Buffer.from(bytes) };
  if (corpus.length < KEPT) corpus.push(kept);
  else corpus[chance.below(corpus.length)] = kept;
}

async function found(fault: string, trial: Trial, from: string, reader: TrialProcess): Promise<void> {
  const kind = fault.replace(/[0-9]+/g, '#').slice(0, 60);
  if (kinds.has(kind)) return;
  kinds.add(kind);
  console.log(`found: ${fault.split('\n')[0]!.slice(0, 200)}`);
  const small = await shrunk(trial, fault, (smaller) => reader.read(smaller));
  finds.push(kind);
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${finds.length}.bin`);
  writeFileSync(file, small.trial.bytes);
  writeFileSync(`${file}.txt`, account(small.trial, small.fault, from, file));
  console.log(`  ${small.trial.bytes.length} bytes: ${file}, see ${file}.txt`);
}

function account({ bytes, cuts, format }: Trial, fault: string, from: string, file: string): string {
  const id = format ?? recogniseFormat(bytes)?.reader.id ?? 'edifact';
  return [
    fault,
    '',
    `named format: ${format ?? 'none'}; cut at: ${cuts.join(', ') || 'nowhere'}; made of ${from} by seed ${seed}`,
    '',
    'To make a fixture of it, once it is mended (bytes of your own where it was made of a real sample):',
    `  cp ${file} libs/formats/test/fixtures/${id}/WHAT-IT-IS.EXT`,
    '  UPDATE_GOLDEN=1 NODE_OPTIONS=--experimental-vm-modules npx jest --selectProjects unit --testPathPatterns libs/formats/test/golden',
    'The robustness tests take it by themselves.',
    '',
  ].join('\n');
}

async function run(): Promise<void> {
  const reader = new TrialProcess();
  while (Date.now() < until && finds.length < FINDS) {
    const trial = nextTrial();
    const { bytes, cuts, format } = trial;
    const { fault, shown: pairs } = await reader.read({ bytes, cuts, format });
    documents += 1;
    if (fault === null) keep(trial.from, trial, pairs);
    else await found(fault, trial, trial.from, reader);
    if (Date.now() < nextProgress) continue;
    nextProgress += PROGRESS_MS;
    console.log(
      `${documents} documents, ${shown.size} pairs of format and code, ${corpus.length} kept, ${finds.length} finds`,
    );
  }
  reader.end();
}

await Promise.all(Array.from({ length: PROCESSES }, run));
console.log(
  `${documents} documents, ${shown.size} pairs of format and code, ${finds.length} finds, seed ${seed}${finds.length > 0 ? `, in ${folder}` : ''}`,
);
process.exit(finds.length > 0 ? 1 : 0);
