import type { CheckedScenario, RuleOnSample, SampleCheck, ScenarioFinding } from '@watchpost/risk';
import { table } from '../terminal/output.ts';

/** The objects that `scenario check --json` prints. */
export function checkJson(checked: CheckedScenario, sample: SampleCheck | null): readonly object[] {
  const { findings, scenario, range } = checked;
  return [
    ...findings.map((finding) => ({ type: 'finding', ...finding })),
    ...(range?.bands ?? []).map((band) => ({ type: 'band', ...band })),
    ...(sample?.rules() ?? []).map((rule) => ({ type: 'rule', ...rule })),
    {
      type: 'summary',
      scenario: scenario?.label ?? null,
      ...countsOf(findings),
      score: range && { least: range.least, most: range.most },
      sample: sample && { shipments: sample.shipments, bands: sample.bands },
    },
  ];
}

/** The same for people. */
export function checkText(checked: CheckedScenario, sample: SampleCheck | null, file: string): string {
  const { findings, scenario, range } = checked;
  const { errors, warnings } = countsOf(findings);
  const name = scenario === null ? file : `${scenario.label}, ${scenario.rules.length} rules`;
  const found = `${name}: ${counted(errors, 'error')}, ${counted(warnings, 'warning')}`;
  const scores = range ? [`scores from ${shown(range.least)} to ${shown(range.most)}`] : [];
  return [...findings.map(findingText), ...(sample ? sampleText(sample) : []), ...scores, found].join('\n');
}

function countsOf(findings: readonly ScenarioFinding[]): { readonly errors: number; readonly warnings: number } {
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  return { errors, warnings: findings.length - errors };
}

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;

const shown = (score: number): string => String(Number(score.toPrecision(2)));

function findingText({ file, row, column, severity, rule, message }: ScenarioFinding): string {
  const at = row === null ? file : `${file}:${row}:${column ?? 1}`;
  return `${at} ${severity}: ${rule === null ? '' : `rule ${rule}: `}${message}`;
}

const verdicts = {
  never: 'never fires',
  always: 'always fires',
  undecided: 'cannot decide on any',
  'both-ways': '',
} as const;

function sampleText(sample: SampleCheck): readonly string[] {
  const { shipments, bands } = sample;
  const rows = sample.rules().map((each) => [each.rule, answersText(each), verdictText(each)]);
  return [
    `On the sample of ${counted(shipments, 'shipment')} (without history):`,
    table([['rule', 'answers', ''], ...rows]),
    Object.entries(bands)
      .map(([band, count]) => `${band} ${count}`)
      .join(', '),
  ];
}

const answersText = ({ outcomes }: RuleOnSample): string =>
  Object.entries(outcomes)
    .filter(([, count]) => count > 0)
    .map(([outcome, count]) => `${outcome} ${count}`)
    .join(', ');

function verdictText({ verdict, neverKnown, failures }: RuleOnSample): string {
  const unknown = verdict === 'undecided' && neverKnown.length > 0 ? `: ${neverKnown.join(', ')} not known` : '';
  const failed = failures > 0 ? `failed ${counted(failures, 'time')}` : '';
  return [verdicts[verdict] + unknown, failed].filter((text) => text !== '').join('; ');
}
