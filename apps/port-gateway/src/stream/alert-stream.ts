import { Inject, Injectable } from '@nestjs/common';
import { isOpen } from '@watchpost/domain';
import {
  HEALTH,
  type HealthChecks,
  LOGGER,
  type Logger,
  METRICS,
  type Metrics,
  ProblemError,
} from '@watchpost/platform';
import { type Principal } from '@watchpost/security';
import { once } from 'node:events';
import { type ServerResponse } from 'node:http';
import { alertStates, viewOfAlert } from '../alerts/alert.schema.ts';
import { AlertsService, type FoundAlert } from '../alerts/alerts.service.ts';
import { cursorOf, type Position } from '../alerts/cursor.ts';
import { PORT_GATEWAY_CONFIG, type PortGatewayConfig } from '../configuration.ts';
import { AlertSignal } from '../issuing/alert-signal.ts';

const PAGE = 100;
const LOOK_AGAIN_MS = 2_000;
const KEEP_ALIVE_MS = 15_000;
/** A reader that takes nothing for so long is not reading. */
const STALLED_MS = 30_000;
const openStates = alertStates.filter(isOpen);

export interface StreamRequest {
  readonly principal: Principal;
  readonly position: Position;
  /** Without a cursor the reader is given what is still to be done, then what comes. */
  readonly beginning: 'open-alerts' | 'cursor';
}

/** Server-sent events: one frame an alert, whose id is the cursor after it. A frame that was written is not delivered; the cursor that comes back tells. */
@Injectable()
export class AlertStream {
  readonly #openByKey = new Map<string, number>();

  constructor(
    @Inject(HEALTH) private readonly health: HealthChecks,
    @Inject(LOGGER) private readonly logger: Logger,
    @Inject(METRICS) private readonly metrics: Metrics,
    @Inject(PORT_GATEWAY_CONFIG) private readonly config: Pick<PortGatewayConfig, 'PORT_GATEWAY_STREAMS_PER_KEY'>,
    private readonly alerts: AlertsService,
    private readonly signal: AlertSignal,
  ) {}

  /** @throws ProblemError 429 where the key holds as many streams as it may */
  admit({ keyId }: Principal): void {
    if ((this.#openByKey.get(keyId) ?? 0) < this.config.PORT_GATEWAY_STREAMS_PER_KEY) return;
    throw new ProblemError(429, 'stream.too-many', 'This key holds as many streams as it may; close one.', {
      headers: { 'retry-after': '10' },
    });
  }

  /** Serves until the reader goes, stalls, or the service drains. */
  async serve(response: ServerResponse, request: StreamRequest): Promise<void> {
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    const stop = AbortSignal.any([gone.signal, this.health.draining]);
    const { keyId } = request.principal;
    this.#count(keyId, 1);
    try {
      response.write('retry: 2000\n\n');
      await this.#run(response, request, stop);
    } catch (error) {
      // The answer has begun: all that is left is to end it, and the reader comes back with its cursor.
      this.logger.warn({ err: error, keyId }, 'a stream broke');
    } finally {
      this.#count(keyId, -1);
      response.end();
    }
  }

  async #run(response: ServerResponse, { position, beginning }: StreamRequest, stop: AbortSignal): Promise<void> {
    let at = position;
    let only = beginning === 'open-alerts' ? openStates : null;
    // What had ended before the stream began is not told any more.
    const end = only === null ? at : await this.alerts.last(position);
    let quietSince = performance.now();
    while (!stop.aborted) {
      const found = await this.alerts.next(at, PAGE, only);
      for (const each of found) if (!(await written(response, frameOf(each), stop))) return;
      at = found.at(-1)?.position ?? at;
      if (found.length > 0) quietSince = performance.now();
      if (found.length === PAGE) continue;
      if (only !== null) at = later(at, end);
      only = null;
      if (performance.now() - quietSince > KEEP_ALIVE_MS) {
        if (!(await written(response, ': still here\n\n', stop))) return;
        quietSince = performance.now();
      }
      await this.signal.wait(LOOK_AGAIN_MS, stop);
      at = await this.#withNewPorts(at, position);
    }
  }

  /** A port that has begun since belongs to a stream of every port. */
  async #withNewPorts(at: Position, asked: Position): Promise<Position> {
    if (!asked.everyPort) return at;
    const { after } = await this.alerts.resume(undefined, null, null);
    return { ...at, after: new Map([...after, ...at.after]) };
  }

  #count(keyId: string, change: 1 | -1): void {
    const open = (this.#openByKey.get(keyId) ?? 0) + change;
    if (open === 0) this.#openByKey.delete(keyId);
    else this.#openByKey.set(keyId, open);
    this.metrics.gauge('watchpost_port_gateway_streams', 'Streams that are open').inc(change);
  }
}

/** In every port the higher number of the two. */
const later = (a: Position, b: Position): Position => ({
  ...a,
  after: new Map(
    [...b.after, ...a.after].map(([port]) => [port, Math.max(a.after.get(port) ?? 0, b.after.get(port) ?? 0)]),
  ),
});

const frameOf = ({ alert, position }: FoundAlert): string =>
  `id: ${cursorOf(position)}\nevent: alert\ndata: ${JSON.stringify(viewOfAlert(alert))}\n\n`;

/** Waits for a slow reader. @returns false where it is gone, or takes nothing any more */
async function written(response: ServerResponse, text: string, stop: AbortSignal): Promise<boolean> {
  if (stop.aborted) return false;
  if (response.write(text)) return true;
  try {
    await once(response, 'drain', { signal: AbortSignal.any([stop, AbortSignal.timeout(STALLED_MS)]) });
    return true;
  } catch {
    response.destroy();
    return false;
  }
}
