import { topics } from '@watchpost/contracts';
import { type LogAdmin } from '@watchpost/messaging';

/** The group that assesses. */
const SCORER = 'scorer';

/** Lines that are declared and not assessed yet, as the log's offsets tell. @throws LogUnavailableError */
export async function linesToAssess(admin: LogAdmin): Promise<number> {
  const positions = await admin.positions([topics.shipmentsDeclared.name], SCORER);
  return positions.reduce((sum, { low, high, committed }) => sum + high - Math.max(committed ?? low, low), 0);
}
