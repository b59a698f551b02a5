import { setTimeout as pause } from 'node:timers/promises';
import { type ApiAddress, ApiError, openApi } from '../api/api-client.ts';
import { exitCode, exitCodeOf } from '../terminal/exit-code.ts';
import { tell } from '../terminal/output.ts';
import { type AlertView } from './alert-view.ts';
import { serverSentEvents } from './server-sent-events.ts';

export interface FollowOptions {
  readonly port?: string | undefined;
  /** Cursor after which to go on. */
  readonly from?: string | undefined;
}

export interface FollowedAlert {
  /** Cursor of this alert: go on from here. */
  readonly id: string;
  readonly alert: AlertView;
}

const AGAIN_MS = 1_000;

/** Alerts as they come, without end. A stream that breaks is opened again where it broke; a refusal is thrown. */
export async function* followAlerts(gateway: ApiAddress, options: FollowOptions): AsyncGenerator<FollowedAlert> {
  let last = options.from;
  for (;;) {
    try {
      for await (const followed of readOnce(gateway, options.port, last)) {
        last = followed.id;
        yield followed;
      }
    } catch (error) {
      if (error instanceof ApiError && exitCodeOf(error) !== exitCode.unavailable) throw error;
      tell(`the stream broke (${error instanceof Error ? error.message : String(error)}); opening it again`);
    }
    await pause(AGAIN_MS);
  }
}

async function* readOnce(
  gateway: ApiAddress,
  port: string | undefined,
  from: string | undefined,
): AsyncGenerator<FollowedAlert> {
  const response = await openApi(gateway, {
    path: '/v1/alerts/stream',
    query: { port },
    headers: { accept: 'text/event-stream', ...(from === undefined ? {} : { 'last-event-id': from }) },
    timeoutMs: 0,
  });
  for await (const event of serverSentEvents(response.body!)) {
    if (event.data !== '') yield { id: event.id ?? from ?? '', alert: JSON.parse(event.data) as AlertView };
  }
}
