import { type InspectionOutcome } from '@watchpost/domain';
import { type portGatewayStore } from '@watchpost/persistence';

type Result = Pick<portGatewayStore.InspectionEntity, 'laboratory' | 'supersededBy' | 'event'>;

/**
 * What stands of several results: the last word of a laboratory where there is one, else the last word of all; what was corrected does not count.
 * @param results in the order in which they were reported
 */
export function standingResult(results: readonly Result[]): InspectionOutcome | null {
  const standing = results.filter(({ supersededBy }) => supersededBy === null);
  const word = standing.findLast(({ laboratory }) => laboratory) ?? standing.at(-1);
  return (word?.event.outcome as InspectionOutcome | undefined) ?? null;
}
