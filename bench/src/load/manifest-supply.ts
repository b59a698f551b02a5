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
  'lines: 44 % JSON (a twelfth of them tracking events), 34 % CSV, 21 % IE315, in manifests of 200; 0.5 % XFZB, one a document; one item in 50 changes or takes back an earlier one';

/** Documents of 200 lines in this order, again and again, and after each an XFZB, whose documents hold one line. */
const round = [
  'watchpost-json',
  'csv',
  'watchpost-json',
  'ics-ie315',
  'csv',
  'watchpost-json',
  'csv',
  'watchpost-json',
  'ics-ie315',
  'csv',
] as const;
const SINGLE = 'cargo-xml-xfzb';

/** Writes manifests before the clock starts: the generator is not what is measured. Goes on where it stopped, so that no item comes twice. */
export class ManifestSupply {
  readonly #streams: ReadonlyMap<string, ManifestStream>;
  #turn = 0;

  /** @param riskyShare of the items, 0 to 1 */
  constructor(seed: string, riskyShare: number) {
    this.#streams = new Map(
      samplePartners.map((partner) => [
        partner.writer.format,
        new ManifestStream(partner, { seed, lines: LINES_A_MANIFEST, riskyShare }),
      ]),
    );
  }

  /** Manifests of at least so many lines together. */
  write(lines: number): readonly BenchManifest[] {
    const made: BenchManifest[] = [];
    for (let total = 0; total < lines;) {
      for (const format of [round[this.#turn++ % round.length]!, SINGLE]) {
        const manifest = this.#next(format);
        made.push(manifest);
        total += manifest.lines;
      }
    }
    return made;
  }

  #next(format: string): BenchManifest {
    for (;;) {
      const { isRepeat, contentType, text, lines, risky } = this.#streams.get(format)!.next(Date.now() - 60_000);
      // The first answer again, and no work: it would only flatter the rate.
      if (!isRepeat) return { contentType, body: Buffer.from(text), lines, risky };
    }
  }
}
