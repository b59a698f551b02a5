import { ProblemError } from '@watchpost/platform';
import { lookup, type LookupAddress } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';

/** Which addresses a webhook may have. `loopback`: this machine too, by http as well, for the sandbox. */
export type WebhookReach = 'public' | 'loopback';

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

/** What is not on the public internet: own networks, link-local (clouds keep their metadata there), carriers' inner networks, multicast, reserved. */
const inner = new BlockList();
for (const [network, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const) {
  inner.addSubnet(network, bits, 'ipv4');
}
// Only 2000::/3 is given out to the world; of it, tunnels (6to4, Teredo), documentation and special purposes are left out. IPv4 in IPv6 (::ffff:0:0/96, 64:ff9b::/96) lies outside of it.
const world = new BlockList();
world.addSubnet('2000::', 3, 'ipv6');
for (const [network, bits] of [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const) {
  inner.addSubnet(network, bits, 'ipv6');
}

export function mayCall(address: string, reach: WebhookReach): boolean {
  const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
  if (reach === 'loopback' && loopback.check(address, family)) return true;
  if (family === 'ipv6' && !world.check(address, family)) return false;
  return !inner.check(address, family);
}

/**
 * @returns the address in its normal form
 * @throws ProblemError 422 where it is none that may be called
 */
export function checkedUrl(text: string, reach: WebhookReach): string {
  const url = URL.parse(text);
  if (url === null) throw refused('is no URL');
  if (url.username !== '' || url.password !== '') throw refused('must not carry credentials; deliveries are signed');
  const host = url.hostname.replace(/^\[|\]$/gu, '');
  const here = host === 'localhost' || (isIP(host) !== 0 && loopback.check(host, isIP(host) === 6 ? 'ipv6' : 'ipv4'));
  if (here && reach !== 'loopback') throw refused('lies on this machine');
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && here)) throw refused('has to begin with https://');
  if (isIP(host) !== 0 && !mayCall(host, reach)) throw refused('lies in a network that is not public');
  url.hash = '';
  return url.toString();
}

/** Resolves a name and answers only with addresses that may be called, so that a name cannot be turned to an inner address after it was checked. */
export const guardedLookup =
  (reach: WebhookReach): LookupFunction =>
  (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, found: LookupAddress[]) => {
      if (error) return callback(error, '', 0);
      const allowed = found.filter(({ address }) => mayCall(address, reach));
      if (allowed.length < found.length || allowed.length === 0) {
        return callback(new Error(`${hostname} leads into a network that is not public`), '', 0);
      }
      if (options.all === true) return callback(null, allowed);
      return callback(null, allowed[0]!.address, allowed[0]!.family);
    });
  };

const refused = (detail: string): ProblemError =>
  new ProblemError(422, 'webhook.address', 'This address cannot be called.', { errors: [{ pointer: '/url', detail }] });
