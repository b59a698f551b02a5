import { LogUnavailableError } from '../event-log.ts';

/** What kafkajs throws, as far as it matters here. */
interface ClientError {
  readonly name: string;
  readonly message: string;
  /** Kafka's name for an error code. */
  readonly type?: string;
  readonly retriable?: boolean;
  readonly cause?: unknown;
  readonly originalError?: unknown;
  readonly errors?: readonly unknown[];
}

/** The broker looked at the records and will not have them. */
const REFUSALS = new Set([
  'MESSAGE_TOO_LARGE',
  'RECORD_LIST_TOO_LARGE',
  'INVALID_RECORD',
  'INVALID_TIMESTAMP',
  'CORRUPT_MESSAGE',
  'UNSUPPORTED_FOR_MESSAGE_FORMAT',
  'TOPIC_AUTHORIZATION_FAILED',
  'INVALID_TOPIC_EXCEPTION',
  'POLICY_VIOLATION',
]);

/** Nothing that waiting mends: who we are is not allowed what we ask for. */
const FORBIDDEN = /AUTHORIZATION_FAILED$/;

const MISTAKES = new Set(['TypeError', 'RangeError', 'ReferenceError', 'SyntaxError']);

/** The innermost error: kafkajs wraps what happened into what it gave up on. */
export function rootOf(error: unknown): ClientError {
  let inner = error as ClientError;
  for (let depth = 0; depth < 8; depth += 1) {
    const next = (inner.originalError ?? inner.cause ?? inner.errors?.[0]) as ClientError | undefined;
    if (typeof next !== 'object' || next === null || next === inner) break;
    inner = next;
  }
  return inner;
}

export const isRefusal = (error: unknown): boolean => {
  const { type, name } = rootOf(error);
  return (type !== undefined && REFUSALS.has(type)) || MISTAKES.has(name);
};

export const isForbidden = (error: unknown): boolean => {
  const { type } = rootOf(error);
  return (type !== undefined && FORBIDDEN.test(type)) || isLoginRefused(error);
};

/** Nobody is let in under this name with this password. It says nothing about what was to be asked or written. */
export function isLoginRefused(error: unknown): boolean {
  const { type, name } = rootOf(error);
  return type === 'SASL_AUTHENTICATION_FAILED' || name === 'KafkaJSSASLAuthenticationError';
}

export const isUnknownTopic = (error: unknown): boolean => rootOf(error).type === 'UNKNOWN_TOPIC_OR_PARTITION';

export const isOutOfRange = (error: unknown): boolean => rootOf(error).type === 'OFFSET_OUT_OF_RANGE';

/** One line, with Kafka's own name for it. */
export function reasonOf(error: unknown): string {
  const { type, name, message } = rootOf(error);
  return `${type ?? name}: ${message}`.replace(/\s+/g, ' ');
}

export const unavailable = (error: unknown): LogUnavailableError =>
  error instanceof LogUnavailableError ? error : new LogUnavailableError(reasonOf(error), { cause: error });
