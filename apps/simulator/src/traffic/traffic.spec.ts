import { describe, expect, it } from '@jest/globals';
import { readDocument } from '@watchpost/formats';
import { ManifestStream, type SampleManifest } from './manifest-stream.ts';
import { samplePartners } from './sample-partner.ts';

const NOW = Date.UTC(2026, 10, 2, 9, 30);

function manifests(partner: (typeof samplePartners)[number], count: number, seed = 'a'): readonly SampleManifest[] {
  const stream = new ManifestStream(partner, { seed });
  return Array.from({ length: count }, (_, at) => stream.next(NOW + at * 1_000));
}

describe.each(samplePartners.map((partner) => [partner.partner, partner] as const))(
  'sample traffic of %s',
  (_, partner) => {
    const read = (manifest: SampleManifest) =>
      readDocument(Buffer.from(manifest.text), {
        format: null,
        partner: partner.partner,
        receivedAt: NOW + 3_600_000,
      } as never);

    it('is recognised for what it is, and every line is accounted for', () => {
      for (const manifest of manifests(partner, 12)) {
        const { summary } = read(manifest);
        expect(summary.format).toBe(partner.writer.format);
        expect(summary.lines).toBe(manifest.lines);
        expect(summary.rejected).toBeLessThanOrEqual(1);
      }
    });

    it('is good but for a line that is spoilt now and then', () => {
      const all = manifests(partner, partner.lines === 1 ? 400 : 60).map(read);
      const rejected = all.reduce((total, { summary }) => total + summary.rejected, 0);
      expect(rejected).toBeGreaterThan(0);
      expect(rejected).toBeLessThan(all.length / 5);
    });

    it('names parties, goods, masses and the port of arrival', () => {
      const line = manifests(partner, 6)
        .flatMap((manifest) => read(manifest).lines)
        .find(({ kind }) => kind === 'shipment');
      expect(line).toMatchObject({
        shipment: {
          consignor: { name: expect.any(String) },
          consignee: { name: expect.any(String) },
          grossMassKg: expect.any(Number),
          portOfArrival: expect.stringMatching(/^(JFK|LAX|GB0000\d\d)$/),
          conveyance: { arrivesAt: expect.any(Number) },
        },
      });
    });

    it('is the same for the same seed, and another for another', () => {
      expect(manifests(partner, 5)).toEqual(manifests(partner, 5));
      expect(manifests(partner, 5, 'b')).not.toEqual(manifests(partner, 5));
    });
  },
);

describe('sample traffic', () => {
  it('holds about one risky item in a hundred', () => {
    const all = manifests(samplePartners[0]!, 200);
    const items = all.reduce((total, { lines }) => total + lines, 0);
    const risky = all.reduce((total, manifest) => total + (manifest.isRepeat ? 0 : manifest.risky.length), 0);
    expect(risky / items).toBeGreaterThan(0.004);
    expect(risky / items).toBeLessThan(0.02);
  });

  it('sends a document twice now and then, byte for byte', () => {
    const all = manifests(samplePartners[1]!, 400);
    const repeats = all.filter(({ isRepeat }) => isRepeat);
    expect(repeats.length).toBeGreaterThan(0);
    for (const repeat of repeats) expect(all.filter(({ text }) => text === repeat.text).length).toBeGreaterThan(1);
  });
});
