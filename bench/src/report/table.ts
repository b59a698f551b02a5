import type { Latency } from '../end-to-end/percentiles.ts';
import type { Sustained } from '../end-to-end/end-to-end.ts';
import { type Figures, hasLatencies } from './figures.ts';

/** A line of the report. */
interface Row {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** The same of the baseline; absent where it has none. */
  readonly before: number | undefined;
  /** What the machine of the baseline is told by: rates grow with its speed, costs shrink, sizes stay. */
  readonly scales: 'rate' | 'cost' | 'none';
}

/** What people read. The last column is the figure as a part of the baseline's, after both were divided by what copying with kafkajs cost in their run. */
export function tableOf(figures: Figures, baseline: Figures | null): string {
  const { machine } = figures;
  const speed = speedOf(figures, baseline);
  const sections = [
    endToEndSection(figures, baseline),
    latencySection(figures, baseline),
    stagesSection(figures),
    inProcessSection(figures, baseline),
    readersSection(figures, baseline),
    copySection(figures, baseline),
    growthSection(figures),
  ];
  const lines = sections.flatMap((section) =>
    section === null ? [] : ['', section.title, ...section.rows.map((row) => lineOf(row, speed))],
  );
  return `${[`${machine.model}, ${machine.cores} cores, ${machine.memoryGiB} GiB, Node ${machine.node}`, ...lines].join('\n')}\n`;
}

interface Section {
  readonly title: string;
  readonly rows: readonly Row[];
}

function endToEndSection({ endToEnd }: Figures, baseline: Figures | null): Section | null {
  if (!endToEnd) return null;
  return { title: endToEndTitle(endToEnd), rows: endToEndRows(endToEnd, baseline?.endToEnd) };
}

function latencySection({ endToEnd }: Figures, baseline: Figures | null): Section | null {
  if (!endToEnd || !hasLatencies(endToEnd)) return null;
  const before = baseline?.endToEnd && hasLatencies(baseline.endToEnd) ? baseline.endToEnd : undefined;
  return {
    title: 'from the start of a submission to its alert at the port',
    rows: [...latencyRows(endToEnd.atHalf, before?.atHalf), ...latencyRows(endToEnd.atThousand, before?.atThousand)],
  };
}

function stagesSection({ endToEnd }: Figures): Section | null {
  if (!endToEnd || !hasLatencies(endToEnd)) return null;
  const rows = [endToEnd.atHalf, endToEnd.atThousand].flatMap(({ atRate, stages }) =>
    Object.entries(stages ?? {}).flatMap(([stage, spread]) =>
      (['p50', 'p99'] as const).map((name): Row => ({
        name: `${stage}, ${name} at ${atRate}/s`,
        value: spread[name],
        unit: 'ms',
        before: undefined,
        scales: 'none',
      })),
    ),
  );
  return rows.length === 0 ? null : { title: 'of it, from one record of its way to the next', rows };
}

function inProcessSection({ inProcess }: Figures, baseline: Figures | null): Section | null {
  if (!inProcess) return null;
  const rows = Object.entries(inProcess).map(([name, value]): Row => {
    const isSize = name.startsWith('bytes');
    const before = baseline?.inProcess?.[name];
    return { name, value, unit: isSize ? 'bytes' : 'µs', before, scales: isSize ? 'none' : 'cost' };
  });
  return { title: 'in process, CPU for a shipment', rows };
}

function readersSection({ readers }: Figures, baseline: Figures | null): Section | null {
  if (!readers) return null;
  const rows = Object.entries(readers).flatMap(([kind, now]): readonly Row[] => {
    const before = baseline?.readers?.[kind];
    const speed = { value: now.megabytesASecond, before: before?.megabytesASecond };
    return [
      { name: kind, value: now.microsALine, unit: 'µs a line', before: before?.microsALine, scales: 'cost' },
      { name: '', ...speed, unit: 'MB/s', scales: 'rate' },
      ...(now.ofSaxes === undefined
        ? []
        : [{ name: '', value: now.ofSaxes, unit: 'of saxes', before: before?.ofSaxes, scales: 'none' } as const]),
    ];
  });
  return { title: 'reading, from bytes to lines with findings, CPU of one core', rows };
}

function copySection({ baseline: copy, ratio }: Figures, kept: Figures | null): Section | null {
  if (!copy || !ratio) return null;
  const row = (name: string, value: number, unit: string, before: number | undefined): Row => ({
    name,
    value,
    unit,
    before,
    scales: 'none',
  });
  const before = kept?.baseline;
  return {
    title: `topic to topic, ${copy.records} records of ${copy.valueBytes} bytes`,
    rows: [
      row('kafkajs alone', copy.kafkajsCopy, 'records/s', before?.kafkajsCopy),
      row('', copy.kafkajsMicros, 'µs', before?.kafkajsMicros),
      row('decoded and encoded', copy.messagingCopy, 'records/s', before?.messagingCopy),
      row('', copy.messagingMicros, 'µs', before?.messagingMicros),
      row('ratio of the rates', ratio.messagingToCopy, '', kept?.ratio?.messagingToCopy),
    ],
  };
}

function growthSection({ growth }: Figures): Section | null {
  if (!growth) return null;
  const { history, ratio } = growth;
  const row = (name: string, value: number): Row => ({ name, value, unit: '', before: undefined, scales: 'none' });
  return {
    title: `grown to fresh: ${history.shipments} shipments, ${history.entityDays} counters, ${history.megabytes} MB in the database`,
    rows: [
      row('rate', ratio.rate),
      row('CPU of all', ratio.cpu),
      row('scorer', ratio.scorer),
      row('postgres', ratio.postgres),
    ],
  };
}

function endToEndTitle({ seconds, lines, alertShare, riskyAlerted, othersCores, mix }: Sustained): string {
  const others = othersCores > 0.1 ? `; others took ${othersCores} cores meanwhile, so the rate is too low` : '';
  return [
    `end to end, full speed for ${seconds} s: ${lines} lines, each accounted for${others}`,
    `  ${mix}`,
    `  alerts: ${(alertShare * 100).toFixed(2)} in 100 lines; of the risky items ${(riskyAlerted * 100).toFixed(1)} %`,
  ].join('\n');
}

function endToEndRows(now: Sustained, before: Sustained | undefined): readonly Row[] {
  const costs = Object.entries(now.cpuMsPerThousand).map(([name, value]): Row => ({
    name,
    value,
    unit: 'µs a line',
    before: before?.cpuMsPerThousand[name],
    scales: 'cost',
  }));
  const sizes = Object.entries(now.rssMb).map(([name, value]): Row => ({
    name: `${name}, most`,
    value,
    unit: 'MiB',
    before: before?.rssMb[name],
    scales: 'none',
  }));
  return [
    { name: 'rate', value: now.rate, unit: 'lines/s', before: before?.rate, scales: 'rate' },
    ...costs,
    {
      name: 'all but generator',
      value: now.cpuMsPerThousandAll,
      unit: 'µs a line',
      before: before?.cpuMsPerThousandAll,
      scales: 'cost',
    },
    ...sizes,
  ];
}

const latencyRows = (now: Latency, before: Latency | undefined): readonly Row[] =>
  (['p50', 'p95', 'p99', 'max'] as const).map((name) => ({
    name: `${name} at ${now.atRate}/s`,
    value: now[name],
    unit: 'ms',
    before: before?.[name],
    scales: 'none',
  }));

function lineOf({ name, value, unit, before, scales }: Row, speed: number): string {
  const scaled = before === undefined ? undefined : before * { rate: speed, cost: 1 / speed, none: 1 }[scales];
  const compared = scaled === undefined || scaled === 0 ? '' : `× ${(value / scaled).toFixed(2)}`;
  return `  ${name.padEnd(28)} ${String(value).padStart(10)} ${unit.padEnd(10)} ${compared.padStart(7)}`.trimEnd();
}

/** How much faster this machine was than the baseline's, told by the CPU that copying with kafkajs takes; 1 where it was not measured. */
function speedOf({ baseline: now }: Figures, kept: Figures | null): number {
  return now && kept?.baseline ? kept.baseline.kafkajsMicros / now.kafkajsMicros : 1;
}
