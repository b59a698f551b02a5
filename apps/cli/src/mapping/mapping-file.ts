import { readFile } from 'node:fs/promises';
import { parseTableMapping, type TableMapping } from '@watchpost/formats';
import { CommandError, exitCode } from '../terminal/exit-code.ts';

/** The mapping in a file; null where no file is named. @throws CommandError with every fault of it */
export async function mappingFrom(file: string | undefined): Promise<TableMapping | null> {
  if (file === undefined) return null;
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new CommandError(`The mapping ${file} cannot be read (${error.code}).`, exitCode.usage);
  });
  const answer = parseTableMapping(jsonOf(text, file));
  if (answer.kind === 'valid') return answer.mapping;
  const faults = answer.faults.map(({ pointer, message }) => `  ${pointer || '/'} ${message}`).join('\n');
  throw new CommandError(`The mapping ${file} cannot be used:\n${faults}`, exitCode.usage);
}

function jsonOf(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new CommandError(`The mapping ${file} is no JSON: ${(error as Error).message}`, exitCode.usage);
  }
}
