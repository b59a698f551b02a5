import { setTimeout as pause } from 'node:timers/promises';
import { type Answer, callPatiently, type Door } from '../http-client.ts';
import { type PortAlert } from './alert.ts';

interface Page {
  readonly items: readonly PortAlert[];
  readonly next: string | null;
}

const POLL_MS = 1_000;

/** Takes alerts by asking for what comes after the cursor, again and again. */
export async function poll(door: Door, take: (alert: PortAlert) => void, signal: AbortSignal): Promise<void> {
  let cursor: string | null = null;
  while (!signal.aborted) {
    const query: string = cursor === null ? 'limit=200' : `limit=200&cursor=${encodeURIComponent(cursor)}`;
    const answer: Answer<Page | null> = await callPatiently<Page | null>(door, { path: `/v1/alerts?${query}` }, signal);
    const items = answer.status === 200 ? (answer.body?.items ?? []) : [];
    for (const alert of items) take(alert);
    // A cursor that has expired begins anew: what comes twice is known by its id.
    cursor = answer.status === 410 ? null : (answer.body?.next ?? cursor);
    if (items.length === 0) await pause(POLL_MS, undefined, { signal });
  }
}
