/** Writes what `npm run openapi` writes, or compares it with `--check`; from the build, so that it runs in a plain Node. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { openApiDocuments } from './documents.mjs';
import { documentPath } from './services.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));
const isCheck = process.argv.includes('--check');

const documents = await openApiDocuments((service, module) => import(`../../apps/${service}/dist/${module}.js`));
const stale = [];
for (const [service, document] of Object.entries(documents)) {
  const path = join(root, documentPath(service));
  const text = await format(JSON.stringify(document), { ...(await resolveConfig(path)), parser: 'json' });
  if (existsSync(path) && readFileSync(path, 'utf8') === text) continue;
  stale.push(documentPath(service));
  if (isCheck) continue;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}
if (isCheck && stale.length > 0) {
  console.error('openapi: documents are stale; run npm run openapi');
  for (const path of stale) console.error(`  ${path}`);
  process.exit(1);
}
const count = Object.keys(documents).length;
console.log(isCheck ? `openapi: ${count} documents agree` : `openapi: ${stale.length} of ${count} documents written`);
