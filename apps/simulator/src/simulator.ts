import { setTimeout as pause } from 'node:timers/promises';
import { readKeys, type SimulatorConfig } from './configuration.ts';
import { type Door } from './http-client.ts';
import { PartnerDesk } from './partners/partner-desk.ts';
import { type PortAlert } from './ports/alert.ts';
import { poll } from './ports/polling.ts';
import { PortDesk } from './ports/port-desk.ts';
import { stream } from './ports/streaming.ts';
import { receive } from './ports/webhook-receiver.ts';
import { Tally, Truth } from './tally.ts';
import { type SamplePartner, samplePartners } from './traffic/sample-partner.ts';

type Taking = (door: Door, take: (alert: PortAlert) => void, signal: AbortSignal) => Promise<void>;

const AGAIN_MS = 2_000;

/** Each port of the sandbox takes its alerts in a way of its own. */
const ways: Readonly<Record<string, Taking>> = { 'jfk-mail': poll, 'lax-express': stream, 'lhr-border': receive };

/** Plays every partner and port at once until `signal` aborts, or until the manifests asked for are sent. */
export async function simulate(config: SimulatorConfig, seed: string, signal: AbortSignal): Promise<Tally> {
  const keys = readKeys(config.WATCHPOST_CREDENTIALS_FILE);
  const notes = { tally: new Tally(), truth: new Truth() };
  const done = new AbortController();
  const until = AbortSignal.any([signal, done.signal]);
  const ports = config.WATCHPOST_SIMULATOR_PORTS ? runPorts(config, seed, keys.ports, notes, until) : [];
  await Promise.all(runPartners(config, seed, keys.partners, notes, until));
  if (config.WATCHPOST_SIMULATOR_MANIFESTS !== undefined) done.abort();
  await Promise.all(ports);
  return notes.tally;
}

type Notes = { tally: Tally; truth: Truth };

function runPartners(
  config: SimulatorConfig,
  seed: string,
  keys: Readonly<Record<string, string>>,
  notes: Notes,
  signal: AbortSignal,
): Promise<void>[] {
  const partners = sendersOf(config.WATCHPOST_SIMULATOR_PARTNERS).filter(({ partner }) => keys[partner] !== undefined);
  const shares = partners.reduce((total, { share }) => total + share, 0);
  let left = config.WATCHPOST_SIMULATOR_MANIFESTS ?? Infinity;
  const mayGoOn = (): boolean => left-- > 0;
  return partners.map((partner) => {
    const door = { url: config.WATCHPOST_INTAKE_URL, key: keys[partner.partner]! };
    const lines = config.WATCHPOST_SIMULATOR_LINES;
    const desk = new PartnerDesk(
      partner,
      door,
      {
        seed,
        rate: (config.WATCHPOST_SIMULATOR_RATE * partner.share) / shares,
        riskyShare: config.WATCHPOST_SIMULATOR_RISKY_SHARE,
        mayGoOn,
        ...(lines === undefined ? {} : { lines }),
      },
      notes,
    );
    return desk.run(signal);
  });
}

function sendersOf(names: string | undefined): readonly SamplePartner[] {
  if (names === undefined) return samplePartners;
  const wanted = new Set(names.split(',').map((name) => name.trim()));
  return samplePartners.filter(({ partner }) => wanted.has(partner));
}

function runPorts(
  config: SimulatorConfig,
  seed: string,
  keys: Readonly<Record<string, string>>,
  notes: Notes,
  signal: AbortSignal,
): Promise<void>[] {
  return Object.entries(ways)
    .filter(([port]) => keys[port] !== undefined)
    .map(async ([port, takeAll]) => {
      const door = { url: config.WATCHPOST_PORT_GATEWAY_URL, key: keys[port]! };
      const desk = new PortDesk(door, { seed, pace: config.WATCHPOST_SIMULATOR_PACE }, notes);
      await keepTaking(port, () => takeAll(door, (alert) => desk.take(alert, signal), signal), signal);
      await desk.settled();
    });
}

/** A port begins anew when its way of taking alerts ends: keys travel as events, so a new one may be refused for a moment. */
async function keepTaking(port: string, takeAll: () => Promise<void>, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      await takeAll();
    } catch (error) {
      if (signal.aborted) return;
      process.stderr.write(`${port}: ${(error as Error).message}; trying again\n`);
    }
    await pause(AGAIN_MS, undefined, { signal }).catch(() => undefined);
  }
}
