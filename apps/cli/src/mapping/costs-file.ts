import { type FindingCosts, parseFindingCosts } from '@watchpost/formats';
import { jsonFrom, unusable } from './json-file.ts';

/** What findings cost, by a file; null where no file is named. @throws CommandError with every fault of it */
export async function costsFrom(file: string | undefined): Promise<FindingCosts | null> {
  if (file === undefined) return null;
  const answer = parseFindingCosts(await jsonFrom(file, 'table of costs'));
  if (answer.kind === 'invalid') throw unusable(file, 'table of costs', answer.faults);
  return answer.costs;
}
