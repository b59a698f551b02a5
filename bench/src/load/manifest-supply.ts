import { ManifestStream } from '../../../apps/simulator/src/traffic/manifest-stream.ts';
import { samplePartners } from '../../../apps/simulator/src/traffic/sample-partner.ts';

export interface BenchManifest {
  readonly contentType: string;
  readonly body: Buffer;
  readonly lines: number;
  /** Numbers of the items in it that are risky in truth. */
  readonly risky: readonly string[];
}

export const LINES_A_MANIFEST = 200;
/** Said in every report: what the figures were measured with. */
export const MIX =
  'lines: 29 % JSON, 24 % CSV, 14 % IE315, 11 % ITMATT, 5 % each of CUSCAR, X12 309, FHL and IE3F43, in manifests of 200 (JSON and ITMATT with a tenth more of tracking events); 0.5 % XFZB, one a document; one item in 50 of what can say so changes or takes back an earlier one';

/** Documents of 200 items in this order, again and again, and after each an XFZB, whose documents hold one. */
const round = [
  'watchpost-json',
  'csv',
  'ics-ie315',
  'watchpost-json',
  'edifact ITMATT',
  'csv',
  'watchpost-json',
  'x12 309',
  'csv',
  'ics-ie315',
  'watchpost-json',
  'edifact CUSCAR',
  'csv',
  'edifact ITMATT',
  'watchpost-json',
  'ics2-ens IE3F43',
  'csv',
  'ics-ie315',
  'watchpost-json',
  'cargo-imp FHL',
] as const;
const SINGLE = 'cargo-xml-xfzb';

/** Writes manifests before the clock starts: the generator is not what is measured. Goes on where it stopped, so that no item comes twice. */
export class ManifestSupply {
  readonly #streams: ReadonlyMap<string, ManifestStream>;
  #turn = 0;

  /** @param riskyShare of the items, 0 to 1 @param now epoch milliseconds that the next manifest is issued at */
  constructor(
    seed: string,
    riskyShare: number,
    private readonly now: () => number = () => Date.now() - 60_000,
  ) {
    this.#streams = new Map(
      samplePartners.map((partner) => [
        partner.writer.kind,
        new ManifestStream(partner, { seed, lines: LINES_A_MANIFEST, riskyShare }),
      ]),
    );
  }

  /** Manifests of at least so many lines together. */
  write(lines: number): readonly BenchManifest[] {
    const made: BenchManifest[] = [];
    for (let total = 0; total < lines;) {
      for (const kind of [round[this.#turn++ % round.length]!, SINGLE]) {
        const manifest = this.#next(kind);
        made.push(manifest);
        total += manifest.lines;
      }
    }
    return made;
  }

  #next(kind: string): BenchManifest {
    for (;;) {
      const { isRepeat, contentType, text, lines, risky } = this.#streams.get(kind)!.next(this.now());
      // The first answer again, and no work: it would only flatter the rate.
      if (!isRepeat) return { contentType, body: Buffer.from(text), lines, risky };
    }
  }
}
