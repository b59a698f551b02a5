import { cargoXmlXfzbWriter } from './cargo-xml-xfzb.writer.ts';
import { csvWriter } from './csv.writer.ts';
import { icsIe315Writer } from './ics-ie315.writer.ts';
import { type ManifestWriter } from './manifest-writer.ts';
import { type Lane } from './sample-item.ts';
import { watchpostJsonWriter } from './watchpost-json.writer.ts';

/** A partner of the sandbox, and how it works. */
export interface SamplePartner {
  readonly partner: string;
  readonly writer: ManifestWriter;
  readonly lanes: readonly Lane[];
  readonly numbering: 'S10' | 'HOUSE';
  /** Items of one manifest, unless said otherwise. */
  readonly lines: number;
  /** Its part of all items. */
  readonly share: number;
  /** Whether it also tells where items are. */
  readonly tracks: boolean;
  /** Whether its format can change or take back what was declared before. */
  readonly amends: boolean;
}

export const samplePartners: readonly SamplePartner[] = [
  {
    partner: 'hanguk-post',
    writer: watchpostJsonWriter,
    lanes: [
      { origin: 'KR', destination: 'US', via: [], port: 'LAX', airline: 'KE' },
      { origin: 'KR', destination: 'US', via: [], port: 'JFK', airline: 'KE' },
      { origin: 'CN', destination: 'US', via: ['KR'], port: 'LAX', airline: 'KE' },
    ],
    numbering: 'S10',
    lines: 40,
    share: 0.42,
    tracks: true,
    amends: true,
  },
  {
    partner: 'pearl-mail',
    writer: csvWriter,
    lanes: [
      { origin: 'CN', destination: 'US', via: [], port: 'JFK', airline: 'CA' },
      { origin: 'CN', destination: 'US', via: [], port: 'LAX', airline: 'CZ' },
    ],
    numbering: 'S10',
    lines: 50,
    share: 0.35,
    tracks: false,
    amends: true,
  },
  {
    partner: 'channel-customs',
    writer: icsIe315Writer,
    lanes: [
      { origin: 'CN', destination: 'GB', via: ['AE'], port: 'GB000060', airline: 'EK' },
      { origin: 'US', destination: 'GB', via: [], port: 'GB000074', airline: 'BA' },
    ],
    numbering: 'HOUSE',
    lines: 25,
    share: 0.2,
    tracks: false,
    amends: false,
  },
  {
    partner: 'aero-express',
    writer: cargoXmlXfzbWriter,
    lanes: [{ origin: 'DE', destination: 'US', via: [], port: 'JFK', airline: 'LH' }],
    numbering: 'HOUSE',
    lines: 1,
    share: 0.03,
    tracks: false,
    amends: true,
  },
];
