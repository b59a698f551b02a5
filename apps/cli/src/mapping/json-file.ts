import { readFile } from 'node:fs/promises';
import type { MappingFault } from '@watchpost/formats';
import { CommandError, exitCode } from '../terminal/exit-code.ts';

/**
 * The JSON in a file that a flag names.
 * @param what the flag's file in words: `mapping`
 * @throws CommandError where it cannot be read or is no JSON
 */
export async function jsonFrom(file: string, what: string): Promise<unknown> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new CommandError(`The ${what} ${file} cannot be read (${error.code}).`, exitCode.usage);
  });
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new CommandError(`The ${what} ${file} is no JSON: ${(error as Error).message}`, exitCode.usage);
  }
}

export function unusable(file: string, what: string, faults: readonly MappingFault[]): CommandError {
  const listed = faults.map(({ pointer, message }) => `  ${pointer || '/'} ${message}`).join('\n');
  return new CommandError(`The ${what} ${file} cannot be used:\n${listed}`, exitCode.usage);
}
