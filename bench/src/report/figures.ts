import type { EndToEnd, Sustained } from '../end-to-end/end-to-end.ts';
import type { History } from '../growth/history.ts';
import type { InProcess } from '../in-process/in-process.ts';
import type { ReaderSpeed } from '../in-process/readers.ts';
import type { KafkaCopy } from '../kafka-copy/kafka-copy.ts';

/** What a run prints with `--json` and what a baseline keeps; parts that were not asked for are absent. */
export interface Figures {
  readonly machine: {
    readonly cores: number;
    readonly model: string;
    readonly memoryGiB: number;
    readonly node: string;
  };
  readonly at: string;
  readonly endToEnd?: EndToEnd | Sustained;
  readonly inProcess?: InProcess;
  /** By kind of document. */
  readonly readers?: Readonly<Record<string, ReaderSpeed>>;
  readonly baseline?: KafkaCopy;
  readonly growth?: Growth;
  readonly ratio?: Ratio;
}

export interface Growth {
  readonly history: History;
  readonly fresh: Sustained;
  readonly grown: Sustained;
  /** Grown to fresh. */
  readonly ratio: {
    readonly rate: number;
    /** CPU of everything but the generator for a line. */
    readonly cpu: number;
    readonly scorer: number;
    readonly postgres: number;
  };
}

export interface Ratio {
  /** Records a second through libs/messaging, decoded and encoded, to kafkajs copying bytes. */
  readonly messagingToCopy: number;
  /** The same by CPU of the process. */
  readonly messagingToCopyCpu: number;
  /** Lines a second end to end for each record a second of the copy. */
  readonly endToEndToCopy?: number;
}

export function ratioOf(copy: KafkaCopy, endToEnd: Sustained | undefined): Ratio {
  return {
    messagingToCopy: round(copy.messagingCopy / copy.kafkajsCopy),
    messagingToCopyCpu: round(copy.kafkajsMicros / copy.messagingMicros),
    ...(endToEnd && { endToEndToCopy: round(endToEnd.rate / copy.kafkajsCopy) }),
  };
}

export function growthOf(history: History, fresh: Sustained, grown: Sustained): Growth {
  const cost = (of: Sustained, name: string): number => of.cpuMsPerThousand[name]!;
  return {
    history,
    fresh,
    grown,
    ratio: {
      rate: round(grown.rate / fresh.rate),
      cpu: round(grown.cpuMsPerThousandAll / fresh.cpuMsPerThousandAll),
      scorer: round(cost(grown, 'scorer') / cost(fresh, 'scorer')),
      postgres: round(cost(grown, 'postgres') / cost(fresh, 'postgres')),
    },
  };
}

export const hasLatencies = (endToEnd: EndToEnd | Sustained): endToEnd is EndToEnd => 'atHalf' in endToEnd;

const round = (value: number): number => Math.round(value * 1_000) / 1_000;
