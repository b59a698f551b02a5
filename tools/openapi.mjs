/**
 * The OpenAPI documents in schemas/openapi, from the controllers of the services that have a door; builds what changed first.
 *
 *   npm run openapi               writes them
 *   npm run openapi -- --check    writes nothing; fails where one is stale
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { ensureBuilt, ensureInstalled, pinnedNode, root } from './bootstrap/workspace.mjs';

await ensureInstalled();
await ensureBuilt();
const child = spawn(
  pinnedNode,
  ['--enable-source-maps', join(root, 'tools/openapi/write.mjs'), ...process.argv.slice(2)],
  { stdio: 'inherit', cwd: root },
);
child.once('close', (code) => process.exit(code ?? 1));
