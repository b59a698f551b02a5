import { type QualityOverTime } from '@watchpost/domain';
import { table } from '../terminal/output.ts';

export interface PartnerQuality extends QualityOverTime {
  readonly partner: string;
  readonly testMode: boolean;
  /** ISO dates, both within. */
  readonly from: string;
  readonly to: string;
}

/** The score, day by day, and what to mend first, for people. */
export function qualityReport(quality: PartnerQuality): string {
  const { partner, from, to, score, lines, manifests, days, raise, testMode } = quality;
  const where = testMode ? ', in test mode' : '';
  if (score === null) return `${partner}: nothing with lines came from ${from} to ${to}${where}`;
  const head = `${partner}: quality ${score} of 100 from ${from} to ${to}${where}, over ${lines} lines of ${manifests} manifests`;
  const byDay = table([
    ['day', 'manifests', 'lines', 'score'],
    ...days.map((day) => [day.day, day.manifests, day.lines, day.score]),
  ]);
  if (raise.length === 0) return `${head}\n\n${byDay}`;
  const mends = raise.map(({ code, lines: withIt, gain, meaning, mend }) =>
    [
      `+${gain}  ${code} (${withIt} lines)${meaning === null ? '' : `: ${meaning}`}`,
      mend === null ? [] : `      ${mend}`,
    ]
      .flat()
      .join('\n'),
  );
  return [head, '', byDay, '', 'What would raise it most:', ...mends].join('\n');
}
