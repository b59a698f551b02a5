import { cargoImpFhlWriter } from './cargo-imp-fhl.writer.ts';
import { cargoXmlXfzbWriter } from './cargo-xml-xfzb.writer.ts';
import { csvWriter } from './csv.writer.ts';
import { edifactCuscarWriter } from './edifact-cuscar.writer.ts';
import { edifactItmattWriter } from './edifact-itmatt.writer.ts';
import { icsIe315Writer } from './ics-ie315.writer.ts';
import { ics2Ie3f43Writer } from './ics2-ie3f43.writer.ts';
import { type ManifestWriter } from './manifest-writer.ts';
import { type Lane } from './sample-item.ts';
import { watchpostJsonWriter } from './watchpost-json.writer.ts';
import { x12309Writer } from './x12-309.writer.ts';

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
    share: 0.3,
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
    share: 0.25,
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
    share: 0.14,
    tracks: false,
    amends: false,
  },
  {
    partner: 'aero-express',
    writer: cargoXmlXfzbWriter,
    lanes: [{ origin: 'DE', destination: 'US', via: [], port: 'JFK', airline: 'LH' }],
    numbering: 'HOUSE',
    lines: 1,
    share: 0.02,
    tracks: false,
    amends: true,
  },
  {
    partner: 'rhein-post',
    writer: edifactItmattWriter,
    lanes: [
      { origin: 'DE', destination: 'US', via: [], port: 'USJFKA', airline: 'LH' },
      { origin: 'CN', destination: 'US', via: ['DE'], port: 'USJFKA', airline: 'LH' },
    ],
    numbering: 'S10',
    lines: 30,
    share: 0.11,
    tracks: true,
    amends: true,
  },
  {
    partner: 'bohai-cargo',
    writer: edifactCuscarWriter,
    lanes: [{ origin: 'CN', destination: 'US', via: [], port: 'USLAX', airline: 'CA' }],
    numbering: 'HOUSE',
    lines: 20,
    share: 0.05,
    tracks: false,
    amends: true,
  },
  {
    partner: 'pacific-freight',
    writer: x12309Writer,
    lanes: [
      { origin: 'KR', destination: 'US', via: [], port: '2720', airline: 'OZ' },
      { origin: 'KR', destination: 'US', via: [], port: '4701', airline: 'OZ' },
    ],
    numbering: 'HOUSE',
    lines: 20,
    share: 0.05,
    tracks: false,
    amends: true,
  },
  {
    partner: 'skyline-forwarding',
    writer: cargoImpFhlWriter,
    lanes: [{ origin: 'US', destination: 'GB', via: [], port: 'LHR', airline: 'BA' }],
    numbering: 'HOUSE',
    lines: 12,
    share: 0.04,
    tracks: false,
    amends: false,
  },
  {
    partner: 'liberty-post',
    writer: ics2Ie3f43Writer,
    lanes: [{ origin: 'US', destination: 'GB', via: [], port: 'GBBELA', airline: 'AA' }],
    numbering: 'S10',
    lines: 20,
    share: 0.04,
    tracks: false,
    amends: false,
  },
];
