import { ProblemError } from './problem.ts';

const strictUtf8 = new TextDecoder('utf-8', { fatal: true });

/** Nesting of arrays and objects that a request body may have. */
export const JSON_DEPTH = 64;

/**
 * Reads a request body: strict UTF-8, no deeper than {@link JSON_DEPTH}, no key that would reach a prototype.
 * @throws ProblemError 400
 */
export function parseStrictJson(bytes: Uint8Array): unknown {
  const text = decode(bytes);
  if (depthOf(text) > JSON_DEPTH) {
    throw new ProblemError(400, 'request.too-deep', `The body nests deeper than ${JSON_DEPTH} levels.`);
  }
  try {
    return JSON.parse(text, refusePrototypes) as unknown;
  } catch (error) {
    if (error instanceof ProblemError) throw error;
    throw new ProblemError(400, 'request.malformed', `The body is not JSON: ${(error as Error).message}.`);
  }
}

function decode(bytes: Uint8Array): string {
  try {
    return strictUtf8.decode(bytes);
  } catch {
    throw new ProblemError(400, 'request.charset', 'The body is not UTF-8.');
  }
}

function refusePrototypes(key: string, value: unknown): unknown {
  if (key === '__proto__') throw new ProblemError(400, 'request.malformed', 'The body has a key that is not allowed.');
  return value;
}

function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const character = text.charCodeAt(at);
    if (quoted) {
      if (character === 0x5c) at++;
      else if (character === 0x22) quoted = false;
      continue;
    }
    if (character === 0x22) quoted = true;
    else if (character === 0x5b || character === 0x7b) deepest = Math.max(deepest, ++depth);
    else if (character === 0x5d || character === 0x7d) depth--;
  }
  return deepest;
}
