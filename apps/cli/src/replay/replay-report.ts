import { table } from '../terminal/output.ts';
import { fieldText } from './change-export.ts';
import type { Amount, Change, Decision, Diff, Plan, Reason, Replay } from './replay-answers.ts';

/** How plans, replays and differences are shown to people. */
const RULES = 15;
const EXAMPLES = 3;

const whole = (value: number): string => Math.round(value).toLocaleString('en-US');

function amount({ count, exact, low, high }: Amount): string {
  return exact ? whole(count) : `about ${whole(count)} (${whole(low)} to ${whole(high)})`;
}

function bytesText(value: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let at = 0;
  let left = value;
  while (left >= 1000 && at < units.length - 1) {
    left /= 1000;
    at++;
  }
  return `${at === 0 ? left : left.toFixed(1)} ${units[at]}`;
}

export function duration(seconds: number): string {
  if (seconds < 60) return `${Math.round(seconds * 10) / 10} s`;
  const minutes = Math.floor(seconds / 60);
  return minutes < 60
    ? `${minutes} min ${Math.round(seconds % 60)} s`
    : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

const scopeText = (scope: Readonly<Record<string, string>>): string =>
  Object.entries(scope)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ') || 'everything';

const heldText = { all: 'all of it', part: 'a part of it', none: 'none of it' } as const;

export function planText(plan: Plan): string {
  const { log, speed, bytes } = plan;
  const rows: [string, string][] = [
    ['scope', scopeText(plan.scope)],
    ['scenario', plan.scenario],
    ['shipments', amount(plan.shipments)],
    [
      plan.mode === 'reread' ? 'lines read' : 'records read',
      `${whole(plan.records)}, ${bytes.exact ? '' : 'about '}${bytesText(bytes.count)}`,
    ],
    ['in the log', `${heldText[log.holds]}; the oldest is of ${log.earliest ?? '-'}, kept ${log.retentionDays} days`],
    ...rawRows(plan),
    ['time', `${duration(plan.seconds)} at ${whole(speed.perSecond)} a second (${speed.basis})`],
  ];
  return [`${plan.mode}, in shadow`, indented(table(rows)), ...plan.notes.map((note) => `  ${note}`)].join('\n');
}

const rawRows = ({ raw }: Plan): [string, string][] =>
  raw === null
    ? []
    : [['raw bytes', `${whole(raw.manifests)} manifests, ${whole(raw.lines)} lines, ${bytesText(raw.bytes)}`]];

const indented = (text: string): string =>
  text
    .split('\n')
    .map((line) => `  ${line}`)
    .join('\n');

export function progressText({ replayId, state, mode, done, total, perSecond, secondsLeft, failure }: Replay): string {
  const share = total === 0 ? 100 : Math.floor((done / total) * 100);
  const speed = perSecond === null ? '' : `, ${whole(perSecond)} a second`;
  const left = secondsLeft === null ? '' : `, ${duration(secondsLeft)} left`;
  const why = failure === null ? '' : ` (${failure})`;
  return `${replayId} ${mode} ${state}${why}: ${whole(done)} of ${whole(total)} (${share} %)${speed}${left}`;
}

export function diffText(diff: Diff): string {
  const { replay, compared, changed, lines } = diff;
  const parts = [
    `${replay.mode} of ${scopeText(replay.scope)} by ${replay.scenario}: ${replay.state}, ${whole(replay.done)} of ${whole(replay.total)} ${replay.mode === 'reread' ? 'lines' : 'records'} in ${duration(replay.activeSeconds)}`,
    '',
    `lines      ${countsText(lines)}`,
  ];
  if (replay.mode === 'reproduce') parts.push(...reproducedText(diff));
  if (replay.mode !== 'reproduce') {
    const share = compared === 0 ? 0 : (changed / compared) * 100;
    parts.push(`decisions  ${whole(changed)} of ${whole(compared)} changed (${share.toFixed(2)} %)`);
  }
  parts.push(...readingText(diff));
  const found = Object.values(diff.found).reduce((sum, count) => sum + count, 0);
  if (diff.kept < found) parts.push(`kept       ${whole(diff.kept)} of ${whole(found)} lines that came out otherwise`);
  return [...parts, ...movesText(diff), ...rulesText(diff), ...driftText(diff), ...examplesText(diff)].join('\n');
}

function readingText({ readings, reading, readers }: Diff): string[] {
  if (readers.length === 0) return [];
  const same = readers.map(({ from, to, count }) => `${from === to ? from : `${from} → ${to}`} ${whole(count)}`);
  const fields = Object.keys(reading).length > 0 ? [`fields     ${countsText(reading)}`] : [];
  return [`readers    ${same.join(', ')}`, `read       ${countsText(readings)}`, ...fields];
}

const countsText = (counts: Readonly<Record<string, number>>): string =>
  Object.entries(counts)
    .map(([name, count]) => `${name} ${whole(count)}`)
    .join(', ') || 'none';

function reproducedText({ lines, mismatchedFields }: Diff): string[] {
  const mismatched = lines['mismatched'] ?? 0;
  const where = mismatched === 0 ? '' : `; fields: ${countsText(mismatchedFields)}`;
  return [`bytes      ${whole(lines['identical'] ?? 0)} identical, ${whole(mismatched)} not${where}`];
}

function movesText({ bands, recommendations, scores }: Diff): string[] {
  const moved = [...bands, ...recommendations].filter(({ from, to }) => from !== to);
  if (moved.length === 0 && scores.moved === 0) return [];
  const parts = moved.map(({ from, to, count }) => [`  ${from} → ${to}`, whole(count)] as const);
  const groups = scores.groups
    .filter(({ before, after }) => before + after > 0)
    .map(({ from, before, after }) => [`  from ${from}`, whole(before), whole(after)] as const);
  return [
    ...(parts.length > 0 ? ['', 'changes', table(parts)] : []),
    '',
    `scores     ${whole(scores.moved)} moved, by ${scores.meanShift.toFixed(4)} on average and ${scores.largestShift.toFixed(4)} at most`,
    table([['  score', 'before', 'after'], ...groups]),
  ];
}

function rulesText({ rules }: Diff): string[] {
  if (rules.length === 0) return [];
  const rows = rules
    .slice(0, RULES)
    .map((each) => [
      `  ${each.rule}`,
      each.outcome,
      whole(each.now),
      whole(each.noLonger),
      whole(each.otherwise),
      whole(each.inChanged),
    ]);
  return [
    '',
    'rules',
    table([['  rule', 'outcome', 'now', 'no longer', 'other weight', 'in changed decisions'], ...rows]),
  ];
}

function driftText({ drift }: Diff): string[] {
  if (drift.length === 0) return [];
  const rows = drift.map((each) => [
    `  ${each.feature}`,
    whole(each.compared),
    whole(each.differ),
    each.meanDifference.toFixed(2),
    each.largestDifference.toFixed(2),
  ]);
  return ['', 'drift', table([['  feature', 'compared', 'differ', 'on average', 'at most'], ...rows])];
}

function examplesText({ examples }: Diff): string[] {
  if (examples.length === 0) return [];
  return ['', 'examples', ...examples.slice(0, EXAMPLES).map(exampleText)];
}

const decisionText = (decision: Decision | null): string =>
  decision === null ? 'nothing' : `${decision.band} ${decision.recommendation} ${decision.score.toFixed(4)}`;

function exampleText(change: Change): string {
  const head = `  ${change.itemId ?? change.shipmentId} of ${change.partner}, manifest ${change.manifestId} line ${change.ordinal}`;
  const reasons = (sign: string, all: readonly Reason[]): string[] =>
    all.map(({ text, weight, factor }) => `      ${sign} ${weight.toFixed(2)} ${factor}: ${text}`);
  const fields = change.fields.length > 0 ? [`    fields: ${change.fields.join(', ')}`] : [];
  return [
    head,
    `    ${decisionText(change.old)} → ${decisionText(change.new)}`,
    ...fields,
    ...change.reading.map((field) => `      ${fieldText(field)}`),
    ...reasons('-', change.reasons.old),
    ...reasons('+', change.reasons.new),
  ].join('\n');
}
