import { setTimeout as pause } from 'node:timers/promises';
import { operationsAddress } from '../api/addresses.ts';
import { callApi } from '../api/api-client.ts';
import { exitCode } from '../terminal/exit-code.ts';
import { print, printJson } from '../terminal/output.ts';

interface Report {
  readonly redriveId: string;
  readonly state: string;
  readonly selected: number;
  readonly sent: number;
  readonly fates: Readonly<Record<string, number>>;
  readonly outcomes: Readonly<Record<string, number>>;
}

/** Waits until it is known what became of each, prints it, and sets the exit code: 7 where some died again, 1 where all did or not all is known. */
export async function waitForFates(
  flags: { readonly url?: string; readonly json?: true; readonly timeout: number },
  redriveId: string,
): Promise<void> {
  const deadline = Date.now() + flags.timeout * 1000;
  const path = `/v1/dead-letters/redrives/${redriveId}`;
  let report = await callApi<Report>(operationsAddress(flags), { path });
  while (isOpen(report) && Date.now() < deadline) {
    await pause(250);
    report = await callApi<Report>(operationsAddress(flags), { path });
  }
  if (flags.json) printJson({ type: 'redrive-report', ...report });
  else print(described(report));
  const again = report.fates['dead-again'] ?? 0;
  if (isOpen(report) || (again > 0 && again === report.sent)) process.exitCode = exitCode.failed;
  else if (again > 0 || report.state === 'interrupted') process.exitCode = exitCode.partly;
}

const isOpen = ({ state, fates }: Report): boolean => state === 'sending' || (fates['redriven'] ?? 0) > 0;

function described({ sent, selected, fates, outcomes }: Report): string {
  const counts = (of: Readonly<Record<string, number>>) =>
    Object.entries(of)
      .map(([name, count]) => `${name === 'redriven' ? 'not known yet' : name} ${count}`)
      .join(', ');
  const ended = counts(outcomes);
  return `sent ${sent} of ${selected}: ${counts(fates) || 'nothing'}${ended === '' ? '' : ` (${ended})`}`;
}
