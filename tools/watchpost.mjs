#!/usr/bin/env node
/** The command line, as `npx watchpost` calls it; builds what it needs first, and says so on standard error only. */
import { becomeCommandLine } from './bootstrap/command-line.mjs';
import { requireNode } from './bootstrap/machine.mjs';
import { ensureBuilt, ensureInstalled } from './bootstrap/workspace.mjs';

requireNode();
await ensureInstalled();
await ensureBuilt();
becomeCommandLine(process.argv.slice(2));
