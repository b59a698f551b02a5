import { setTimeout as pause } from 'node:timers/promises';
import { type Door, send } from '../http-client.ts';
import { type PortAlert } from './alert.ts';

const AGAIN_MS = 1_000;

/** Takes alerts as server-sent events; a stream that breaks is opened again where it broke. */
export async function stream(door: Door, take: (alert: PortAlert) => void, signal: AbortSignal): Promise<void> {
  let last: string | null = null;
  while (!signal.aborted) {
    last = await readOnce(door, last, take, signal);
    await pause(AGAIN_MS, undefined, { signal });
  }
}

/** Reads until the stream breaks. @returns id of the last event, to go on after it */
async function readOnce(
  door: Door,
  from: string | null,
  take: (alert: PortAlert) => void,
  signal: AbortSignal,
): Promise<string | null> {
  const headers = { accept: 'text/event-stream', ...(from === null ? {} : { 'last-event-id': from }) };
  const response = await send(door, { path: '/v1/alerts/stream', headers }, signal).catch(() => null);
  if (response?.status === 410) return null;
  if (!response?.ok || !response.body) return from;
  let last = from;
  for await (const frame of frames(response.body)) {
    last = frame.id ?? last;
    if (frame.alert !== null) take(frame.alert);
  }
  return last;
}

interface Frame {
  readonly id: string | null;
  readonly alert: PortAlert | null;
}

async function* frames(body: ReadableStream<Uint8Array>): AsyncGenerator<Frame> {
  const decoder = new TextDecoder();
  let text = '';
  try {
    for await (const chunk of body) {
      text += decoder.decode(chunk, { stream: true });
      const parts = text.split('\n\n');
      text = parts.pop()!;
      yield* parts.map(frameOf);
    }
  } catch {
    // It broke; whoever reads opens it again.
  }
}

function frameOf(text: string): Frame {
  const fields = text.split('\n').map((line) => /^(\w+): ?(.*)$/.exec(line));
  const values = (name: string): string[] => fields.filter((found) => found?.[1] === name).map((found) => found![2]!);
  const data = values('data').join('\n');
  return { id: values('id').at(-1) ?? null, alert: data === '' ? null : (JSON.parse(data) as PortAlert) };
}
