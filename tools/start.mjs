/**
 * `npm start`: on a machine with nothing but Node 20, Java 17 and Maven, installs what is missing, builds what changed,
 * and starts the whole stack with sample traffic in the foreground.
 */
import { becomeCommandLine } from './bootstrap/command-line.mjs';
import { requireJavaAndMaven, requireNode } from './bootstrap/machine.mjs';
import { ensureBuilt, ensureInstalled } from './bootstrap/workspace.mjs';

requireNode();
requireJavaAndMaven();
await ensureInstalled();
await ensureBuilt();
becomeCommandLine(['up', '--demo', ...process.argv.slice(2)]);
