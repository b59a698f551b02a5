import { request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP } from 'node:net';
import { Webhook } from 'standardwebhooks';
import { guardedLookup, mayCall, type WebhookReach } from './webhook-address.ts';

export interface WebhookCall {
  readonly url: string;
  /** `whsec_…` */
  readonly secret: string;
  /** The same at every try of one message. */
  readonly messageId: string;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly body: string;
  /** Trace of the request that brought the manifest; null where it is not known. */
  readonly traceparent: string | null;
}

export type WebhookAnswer =
  | { readonly kind: 'accepted'; readonly status: number }
  /** 410: the receiver wants no more. */
  | { readonly kind: 'gone' }
  | {
      readonly kind: 'failed';
      readonly status: number | null;
      readonly detail: string;
      /** Milliseconds the receiver asks for; null where it does not. */
      readonly retryAfterMs: number | null;
    };

const DEADLINE_MS = 15_000;

/** One try, signed as Standard Webhooks 1.0 says. Redirects are not followed: where they lead was never checked. Never throws. */
export async function callWebhook(call: WebhookCall, reach: WebhookReach, stop?: AbortSignal): Promise<WebhookAnswer> {
  const signals = [AbortSignal.timeout(DEADLINE_MS), ...(stop ? [stop] : [])];
  try {
    const response = await post(call, reach, AbortSignal.any(signals));
    // What the receiver says besides its status is nobody's business, and may be without end.
    response.destroy();
    return answerOf(response, call.at);
  } catch (error) {
    return { kind: 'failed', status: null, detail: detailOf(error), retryAfterMs: null };
  }
}

function post(
  { url, secret, messageId, at, body, traceparent }: WebhookCall,
  reach: WebhookReach,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const target = new URL(url);
  const host = target.hostname.replace(/^\[|\]$/gu, '');
  if (isIP(host) !== 0 && !mayCall(host, reach)) return Promise.reject(new Error(`${host} is not public`));
  const sentAt = new Date(at);
  const options: RequestOptions = {
    method: 'POST',
    signal,
    lookup: guardedLookup(reach),
    headers: {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      'user-agent': 'watchpost',
      'webhook-id': messageId,
      'webhook-timestamp': String(Math.floor(at / 1000)),
      'webhook-signature': new Webhook(secret).sign(messageId, sentAt, body),
      ...(traceparent === null ? {} : { traceparent }),
    },
  };
  const request = target.protocol === 'https:' ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const sending = request(target, options, resolve);
    sending.on('error', reject);
    sending.end(body);
  });
}

function answerOf({ statusCode = 0, headers }: IncomingMessage, now: number): WebhookAnswer {
  if (statusCode >= 200 && statusCode < 300) return { kind: 'accepted', status: statusCode };
  if (statusCode === 410) return { kind: 'gone' };
  const detail =
    statusCode >= 300 && statusCode < 400
      ? `answered ${statusCode}; redirects are not followed`
      : `answered ${statusCode}`;
  return { kind: 'failed', status: statusCode, detail, retryAfterMs: retryAfterOf(headers['retry-after'], now) };
}

/** Seconds or an HTTP date (RFC 9110, 10.2.3). */
export function retryAfterOf(header: string | undefined, now: number): number | null {
  if (header === undefined) return null;
  if (/^\d{1,9}$/u.test(header)) return Number(header) * 1000;
  const at = Date.parse(header);
  return Number.isNaN(at) ? null : Math.max(0, at - now);
}

function detailOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'TimeoutError') return `gave no answer within ${DEADLINE_MS / 1000} s`;
  const [first] = error instanceof AggregateError ? error.errors : [error];
  return (first as Error).message || 'cannot be reached';
}
