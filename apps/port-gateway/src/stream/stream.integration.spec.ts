import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { alert, idOf } from '../../test/alerts.ts';
import { NOW, type RunningGateway, runGateway, until } from '../../test/running-gateway.ts';
import { type AlertView } from '../alerts/alert.schema.ts';

interface Frame {
  readonly id: string;
  readonly alert: AlertView;
}

let gateway: RunningGateway;
const readers: Reader[] = [];
beforeEach(async () => {
  gateway = await runGateway();
});
afterEach(async () => {
  for (const reader of readers.splice(0)) reader.close();
  await gateway.stop();
});

/** A reader of a stream, which gathers the frames it is given. */
class Reader {
  readonly frames: Frame[] = [];
  ended = false;
  readonly #abort = new AbortController();

  static async open(given: { key?: string; query?: string; lastEventId?: string; url?: string } = {}): Promise<Reader> {
    const reader = new Reader();
    const response = await fetch(`${given.url ?? gateway.url}/v1/alerts/stream${given.query ?? ''}`, {
      headers: {
        authorization: `Bearer ${given.key ?? gateway.keys.jfk}`,
        ...(given.lastEventId === undefined ? {} : { 'last-event-id': given.lastEventId }),
      },
      signal: reader.#abort.signal,
    });
    if (response.status !== 200) throw new Error(String(response.status));
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    void reader.#gather(response.body!);
    readers.push(reader);
    return reader;
  }

  close(): void {
    this.#abort.abort();
  }

  async #gather(body: ReadableStream<Uint8Array>): Promise<void> {
    let text = '';
    try {
      for await (const chunk of body.pipeThrough(new TextDecoderStream() as never)) {
        const parts = `${text}${chunk as unknown as string}`.split('\n\n');
        text = parts.pop()!;
        this.frames.push(...parts.flatMap(frameIn));
      }
    } catch {
      // Closed by the test.
    }
    this.ended = true;
  }
}

/** The alert of a frame; comments and the pause before a retry are none. */
function frameIn(part: string): Frame[] {
  const [, id, data] = /^id: (.+)\nevent: alert\ndata: (.+)$/u.exec(part) ?? [];
  return id === undefined ? [] : [{ id, alert: JSON.parse(data!) as AlertView }];
}

describe('A stream of alerts', () => {
  it('begins with what is still to be done and goes on with what comes', async () => {
    await gateway.issues(alert(1), alert(2), alert(1, { revision: 2, state: 'CANCELLED' }));
    const reader = await Reader.open();
    await until(() => reader.frames.length === 1);
    await gateway.issues(alert(3));
    await until(() => reader.frames.length === 2);
    await gateway.issues(alert(3, { revision: 2, state: 'EXPIRED' }));
    await until(() => reader.frames.length === 3);
    expect(reader.frames.map(({ alert: each }) => [each.alertId, each.state])).toEqual([
      [idOf(2), 'ISSUED'],
      [idOf(3), 'ISSUED'],
      [idOf(3), 'EXPIRED'],
    ]);
  });

  it('that was broken goes on after the last event that was taken in', async () => {
    await gateway.issues(alert(1), alert(2), alert(3));
    const first = await Reader.open();
    await until(() => first.frames.length === 3);
    first.close();
    const again = await Reader.open({ lastEventId: first.frames[0]!.id });
    await until(() => again.frames.length === 2);
    expect(again.frames.map(({ alert: each }) => each.sequence)).toEqual([2, 3]);
  });

  it('does not make an alert delivered by writing it; the id that comes back does', async () => {
    await gateway.issues(alert(1), alert(2));
    const first = await Reader.open();
    await until(() => first.frames.length === 2);
    await gateway.settled();
    expect(gateway.progressed()).toEqual([]);
    first.close();
    await Reader.open({ lastEventId: first.frames[0]!.id });
    await gateway.settled();
    expect(gateway.progressed()).toEqual([
      expect.objectContaining({ alertId: idOf(1), step: 'DELIVERED', evidence: { via: 'stream' } }),
    ]);
  });

  it('of a key of every port has all of them, with those that begin later', async () => {
    await gateway.issues(alert(1));
    const reader = await Reader.open({ key: gateway.keys.all });
    await until(() => reader.frames.length === 1);
    await gateway.issues(alert(2, { port: 'mia' }));
    await until(() => reader.frames.length === 2);
    expect(reader.frames[1]!.alert.port).toBe('mia');
    const again = await Reader.open({ key: gateway.keys.all, lastEventId: reader.frames[1]!.id });
    await gateway.issues(alert(3));
    await until(() => again.frames.length === 1);
    expect(again.frames[0]!.alert.alertId).toBe(idOf(3));
  });

  it('shows a port nothing of another', async () => {
    const reader = await Reader.open({ key: gateway.keys.lax });
    await gateway.issues(alert(1), alert(2, { port: 'lax' }));
    await until(() => reader.frames.length > 0);
    expect(reader.frames.map(({ alert: each }) => each.port)).toEqual(['lax']);
  });

  it('hears of what another replica took in', async () => {
    const replica = await gateway.replica();
    const reader = await Reader.open();
    await gateway.issues(...Array.from({ length: 12 }, (_, index) => alert(index + 1)));
    await until(() => reader.frames.length === 12);
    expect(reader.frames.map(({ alert: each }) => each.sequence)).toEqual(
      Array.from({ length: 12 }, (_, index) => index + 1),
    );
    await replica.stop();
  });

  it('hears of it at once, long before it would have looked by itself', async () => {
    const replica = await gateway.replica();
    // The port's partition belongs to one of the two: the other one's reader hears from afar.
    const both = [await Reader.open(), await Reader.open({ url: await replica.app.getUrl() })];
    for (let round = 1; round <= 4; round += 1) {
      await gateway.issues(alert(round));
      const taken = performance.now();
      await until(() => both.every(({ frames }) => frames.length === round));
      expect(performance.now() - taken).toBeLessThan(1_000);
    }
    await replica.stop();
  });

  it('is refused beyond what a key may hold, and free again when one is closed', async () => {
    const first = await Reader.open();
    await Reader.open();
    await expect(Reader.open()).rejects.toThrow('429');
    first.close();
    await until(() =>
      Reader.open().then(
        () => true,
        () => false,
      ),
    );
  });

  it('ends when the service drains, so that nothing holds it up', async () => {
    const replica = await gateway.replica();
    const response = await fetch(`${await replica.app.getUrl()}/v1/alerts/stream`, {
      headers: { authorization: `Bearer ${gateway.keys.jfk}` },
    });
    const reading = response.text();
    await replica.stop();
    expect(await reading).toContain('retry: 2000');
  });

  it('refuses a cursor that was never given before it begins', async () => {
    await expect(Reader.open({ lastEventId: 'nonsense' })).rejects.toThrow('400');
  });

  it('sends a large backlog to a slow reader without losing or doubling any of it', async () => {
    const events = Array.from({ length: 450 }, (_, index) =>
      alert(index + 1, { description: 'x'.repeat(2_000), issuedAt: NOW }),
    );
    await gateway.issues(...events);
    const reader = await Reader.open();
    await until(() => reader.frames.length >= 450);
    expect(reader.frames.map(({ alert: each }) => each.sequence)).toEqual(events.map((_, index) => index + 1));
  });
});
