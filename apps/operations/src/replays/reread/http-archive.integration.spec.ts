import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { HttpArchive } from './http-archive.ts';

const MOST_SILENT_MS = 200;
/** More than the sockets between us hold, so that its sender waits for its reader. */
const LARGE = Buffer.alloc(24 * 1024 * 1024, 'x');

let server: Server;
let archive: HttpArchive;
/** How intake answers in the test at hand. */
let answer: (request: IncomingMessage, response: ServerResponse) => void;

beforeAll(async () => {
  server = createServer((request, response) => answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  archive = new HttpArchive(`http://127.0.0.1:${port}`, 'a key', MOST_SILENT_MS);
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

describe('Intake’s archive', () => {
  it('is read to its end however long each chunk is judged', async () => {
    answer = (_, response) => response.end(LARGE);
    let bytes = 0;
    let chunks = 0;
    for await (const chunk of archive.raw('large')) {
      bytes += chunk.length;
      if (chunks++ < 4) await pause(1.5 * MOST_SILENT_MS);
    }
    expect(bytes).toBe(LARGE.length);
  });

  it('is read to its end however long the whole takes to come, as long as something comes', async () => {
    answer = async (_, response) => {
      for (let at = 0; at < 6; at++) {
        response.write('chunk ');
        await pause(MOST_SILENT_MS / 2);
      }
      response.end();
    };
    expect(await text(archive.raw('slow'))).toBe('chunk '.repeat(6));
  });

  it('is away, for now, where nothing more comes', async () => {
    answer = (_, response) => response.write('{"items": [');
    const passing = { transient: true, message: expect.stringContaining('said nothing for 200 ms') };
    await expect(text(archive.raw('cut'))).rejects.toMatchObject(passing);
    await expect(archive.manifests({}, 1, 10)).rejects.toMatchObject(passing);
  });

  it('is asked again where it does not answer at all', async () => {
    let asked = 0;
    answer = (_, response) => {
      if (++asked > 1) response.end('{"items": [], "readings": {}, "next": null}');
    };
    expect(await archive.manifests({}, 1, 10)).toEqual({ items: [], next: null });
    expect(asked).toBe(2);
  });

  it('leaves no connection behind with whoever stops early', async () => {
    let gone: Promise<void> | undefined;
    answer = (_, response) => {
      gone = new Promise((resolve) => response.once('close', resolve));
      response.end(LARGE);
    };
    for await (const chunk of archive.raw('large')) if (chunk.length > 0) break;
    await gone;
  });

  it('is not asked again where it refuses', async () => {
    let asked = 0;
    answer = (_, response) => {
      asked++;
      response.writeHead(403).end('no');
    };
    await expect(archive.summary({})).rejects.toThrow('intake refuses to open its archive: 403');
    expect(asked).toBe(1);
  });
});
