import { parseTableMapping, type TableMapping } from '@watchpost/formats';
import { jsonFrom, unusable } from './json-file.ts';

/** The mapping in a file; null where no file is named. @throws CommandError with every fault of it */
export async function mappingFrom(file: string | undefined): Promise<TableMapping | null> {
  if (file === undefined) return null;
  const answer = parseTableMapping(await jsonFrom(file, 'mapping'));
  if (answer.kind === 'invalid') throw unusable(file, 'mapping', answer.faults);
  return answer.mapping;
}
