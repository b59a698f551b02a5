import { describe, expect, it } from '@jest/globals';
import { type ReadDocument, readDocument } from '@watchpost/formats';
import { ManifestStream, type SampleManifest } from './manifest-stream.ts';
import { Random } from './random.ts';
import { sampleItem } from './sample-item.ts';
import { type SamplePartner, samplePartners } from './sample-partner.ts';

const NOW = Date.UTC(2026, 10, 2, 9, 30);

function manifests(partner: SamplePartner, count: number, seed = 'a'): readonly SampleManifest[] {
  const stream = new ManifestStream(partner, { seed });
  return Array.from({ length: count }, (_, at) => stream.next(NOW + at * 1_000));
}

const readAs = (partner: string, text: string): ReadDocument =>
  readDocument(Buffer.from(text), { format: null, partner, receivedAt: NOW + 3_600_000, charset: null });

/** Some sixty manifests; of those with one line, enough for one that is spoilt. */
const many = (partner: SamplePartner): number => (partner.lines === 1 ? 400 : 60);

describe.each(samplePartners.map((partner) => [`${partner.partner} in ${partner.writer.kind}`, partner] as const))(
  'sample traffic of %s',
  (_, partner) => {
    const read = ({ text }: SampleManifest) => readAs(partner.partner, text);
    const shipments = (count: number) =>
      manifests(partner, count).flatMap((manifest) => read(manifest).lines.filter((line) => line.kind === 'shipment'));

    it('is recognised for what it is, every line is accounted for, and none is wrong but one that is spoilt', () => {
      for (const manifest of manifests(partner, 12)) {
        const { summary, findings } = read(manifest);
        expect(summary.format).toBe(partner.writer.format);
        expect(summary.lines).toBe(manifest.lines);
        const wrong = new Set(findings.filter(({ severity }) => severity === 'error').map(({ line }) => line));
        expect(wrong.size).toBe(summary.rejected);
        expect(summary.rejected).toBeLessThanOrEqual(1);
        expect(wrong).not.toContain(null);
      }
    });

    it('is good but for a line that is spoilt now and then', () => {
      const all = manifests(partner, many(partner)).map(read);
      const rejected = all.reduce((total, { summary }) => total + summary.rejected, 0);
      expect(rejected).toBeGreaterThan(0);
      expect(rejected).toBeLessThan(all.length / 5);
    });

    it('names parties, goods and masses, and where the item will arrive', () => {
      const { shipment } = shipments(6)[0]!;
      expect(shipment).toMatchObject({
        consignor: { name: expect.any(String), address: { country: expect.stringMatching(/^[A-Z]{2}$/) } },
        consignee: { name: expect.any(String), address: { country: expect.stringMatching(/^[A-Z]{2}$/) } },
        grossMassKg: expect.any(Number),
        itemIdKind: partner.numbering,
      });
      expect(shipment.articles[0]!.description).toEqual(expect.any(String));
      expect(shipment.portOfArrival ?? shipment.receptacle?.slice(6, 12)).toMatch(
        /^(JFK|LAX|LHR|USJFKA|USLAX|GBBELA|4701|2720|GB0000\d\d)$/,
      );
    });

    it('changes and takes back what was declared before, where its format can say so', () => {
      const functions = new Set(shipments(many(partner) * 2).map(({ shipment }) => shipment.function));
      const expected = partner.amends ? ['original', 'amend', 'cancel'] : ['original'];
      expect([...functions].toSorted()).toEqual(expected.toSorted());
    });

    it('is the same for the same seed, and another for another', () => {
      expect(manifests(partner, 5)).toEqual(manifests(partner, 5));
      expect(manifests(partner, 5, 'b')).not.toEqual(manifests(partner, 5));
    });
  },
);

describe('sample traffic', () => {
  it('tells the same of an item in every format', () => {
    const random = new Random('truth');
    const items = Array.from({ length: 40 }, (_, serial) =>
      sampleItem(random, {
        lane: { origin: 'DE', destination: 'US', via: [], port: 'USJFKA', airline: 'LH' },
        numbering: 'S10',
        serial,
        now: NOW,
        riskyShare: 0.3,
      }),
    );
    const truth = items.map((item) => ({
      itemId: item.itemId,
      consignor: item.sender.name.toUpperCase(),
      consignee: item.recipient.name.toUpperCase(),
      grossMassKg: item.grossMassKg,
      hs: item.articles[0]!.hs,
      destination: 'US',
    }));
    for (const { writer } of samplePartners.filter(({ writer: { mostLines } }) => mostLines > 1)) {
      const content = { reference: 'TRUTH00000001', issuedAt: NOW, items, tracking: [], spoilt: null };
      const { lines } = readAs('truth', writer.write(content));
      const told = lines.map((line) => {
        if (line.kind !== 'shipment') return line;
        const { itemId, consignor, consignee, grossMassKg, articles, destination } = line.shipment;
        const names = { consignor: consignor!.name!.toUpperCase(), consignee: consignee!.name!.toUpperCase() };
        return { itemId, ...names, grossMassKg, hs: articles[0]!.hs, destination };
      });
      expect({ kind: writer.kind, told }).toEqual({ kind: writer.kind, told: truth });
      for (const [at, line] of lines.entries()) {
        const said = line.kind === 'shipment' ? JSON.stringify(line.shipment.articles) : '';
        expect(said.includes(items[at]!.articles[0]!.cas ?? '')).toBe(true);
      }
    }
  });

  it('speaks at least six formats', () => {
    expect(new Set(samplePartners.map(({ writer }) => writer.format)).size).toBeGreaterThanOrEqual(6);
    expect(samplePartners.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1);
  });

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
