import { ProblemError } from '@watchpost/platform';
import { type Principal } from '@watchpost/security';

/** Owner of keys of a service that runs every port. */
export const EVERY_PORT = '*';

/** Which ports a request is about: one, or every one (null). What lies beyond a key's reach is as if it were not there. */
export function reachOf({ id }: Principal, asked: string | undefined): string | null {
  if (id === EVERY_PORT) return asked ?? null;
  if (asked !== undefined && asked !== id) {
    throw new ProblemError(403, 'key.other-port', `This key belongs to the port ${id}.`);
  }
  return id;
}

export const mayTouch = ({ id }: Principal, port: string): boolean => id === EVERY_PORT || id === port;

/** Who did something, for the steps: the port's key. */
export const actorOf = ({ id, keyId }: Principal): string => `port:${id}/${keyId}`;
