import { describe, expect, it } from '@jest/globals';
import { inspectionOf } from './inspection.ts';
import { serverSentEvents } from './server-sent-events.ts';

describe('a result for the port gateway', () => {
  const at = new Date('2026-11-02T10:00:00Z');

  it('says what is known and leaves out the rest', () => {
    expect(inspectionOf({ outcome: 'NEGATIVE' }, at)).toEqual({
      endedAt: '2026-11-02T10:00:00.000Z',
      outcome: 'NEGATIVE',
      methods: [{ method: 'VISUAL' }],
    });
  });

  it('carries the reading of a device', () => {
    const flags = {
      outcome: 'PRESUMPTIVE_POSITIVE',
      disposition: 'SEIZED',
      method: ['XRAY', 'RAMAN'],
      device: 'Raman 1064',
      substance: 'fentanyl',
      cas: '437-38-7',
      score: 0.97,
    };
    expect(inspectionOf(flags, at)).toMatchObject({
      disposition: 'SEIZED',
      methods: [{ method: 'XRAY' }, { method: 'RAMAN', device: 'Raman 1064' }],
      identifications: [{ substance: 'fentanyl', cas: '437-38-7', score: 0.97 }],
    });
  });

  it('refuses a word that is none of the contract’s, and names those that are', () => {
    expect(() => inspectionOf({ outcome: 'CLEAN' }, at)).toThrow(/--outcome CLEAN is none of NEGATIVE, /);
  });

  it('wants a substance before its number', () => {
    expect(() => inspectionOf({ outcome: 'CONFIRMED', cas: '437-38-7' }, at)).toThrow('--substance');
  });
});

describe('server-sent events', () => {
  async function read(...chunks: string[]) {
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        for (const chunk of chunks) controller.enqueue(new TextEncoder().encode(chunk));
        controller.close();
      },
    });
    const events = [];
    for await (const event of serverSentEvents(body)) events.push(event);
    return events;
  }

  it('come whole, however they were cut', async () => {
    const frames = 'id: 7\nevent: alert\ndata: {"a":\ndata: 1}\n\nid: 8\ndata: x\n\n';
    const expected = [
      { id: '7', event: 'alert', data: '{"a":\n1}' },
      { id: '8', event: 'message', data: 'x' },
    ];
    expect(await read(frames)).toEqual(expected);
    expect(await read(...frames)).toEqual(expected);
  });

  it('leave out comments, which keep the stream open, and a frame that is not finished', async () => {
    expect(await read(': still here\n\n', 'id: 1\r\ndata: a\r\n\r\n', 'data: unfinished')).toEqual([
      { id: '1', event: 'message', data: 'a' },
    ]);
  });
});
