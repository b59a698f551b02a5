import { type Command } from 'commander';

/** Flags of every verb that talks to operations. */
export interface OperationsFlags {
  readonly url?: string;
  readonly json?: true;
}

export const withOperationsFlags = (command: Command): Command =>
  command
    .option('--url <address>', 'operations, where it is not the one of this stack')
    .option('--json', 'print an object a line');
