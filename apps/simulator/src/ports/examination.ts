import { Random } from '../traffic/random.ts';

/** What the officers and their devices say of an item. */
export interface Examination {
  readonly outcome: 'NEGATIVE' | 'PRESUMPTIVE_POSITIVE';
  readonly disposition: 'RELEASED' | 'SEIZED' | 'SENT_TO_LAB';
  readonly methods: readonly {
    readonly method: string;
    readonly device?: string;
    readonly library?: string;
    readonly reading: string;
    readonly throughPackaging?: boolean;
  }[];
  readonly identifications: readonly { readonly substance: string; readonly cas?: string; readonly score: number }[];
  readonly observed: { readonly description: string; readonly netMassKg: number; readonly form: string };
}

/** Fentanyl and what is found with it, with the CAS number a device's library gives. */
const findings = [
  { substance: 'fentanyl', cas: '437-38-7' },
  { substance: '4-ANPP', cas: '21409-26-7' },
  { substance: 'xylazine', cas: '7361-61-7' },
] as const;

/** Devices miss some of what is there, and now and then see what is not. */
const SEEN_WHERE_RISKY = 0.85;
const SEEN_WHERE_HARMLESS = 0.01;

/** The result for an alert: the same for the same alert, whenever it is examined. */
export function examine(seed: string, alertId: string, isRisky: boolean): Examination {
  const random = new Random(`${seed}/${alertId}`);
  const device = { method: 'RAMAN', device: 'Handheld Raman 1064', library: 'narcotics 2026-10' };
  if (!random.chance(isRisky ? SEEN_WHERE_RISKY : SEEN_WHERE_HARMLESS)) {
    return {
      outcome: 'NEGATIVE',
      disposition: 'RELEASED',
      methods: [
        { method: 'XRAY', reading: 'nothing unusual' },
        { ...device, reading: 'no match' },
      ],
      identifications: [],
      observed: { description: 'as declared', netMassKg: random.whole(100, 900) / 1_000, form: 'other' },
    };
  }
  const found = random.pick(findings);
  const score = Number((0.8 + 0.19 * random.next()).toFixed(3));
  return {
    outcome: 'PRESUMPTIVE_POSITIVE',
    disposition: random.chance(0.5) ? 'SEIZED' : 'SENT_TO_LAB',
    methods: [
      { method: 'XRAY', reading: 'dense powder' },
      { ...device, reading: `match ${found.substance} ${score}`, throughPackaging: true },
    ],
    identifications: [{ ...found, score }],
    observed: { description: 'white powder in a foil pouch', netMassKg: random.whole(20, 400) / 1_000, form: 'powder' },
  };
}
