/**
 * What an error of the database asks for.
 *  - `transient`: patience. The server or the way to it is away, or transactions stood in each other's way.
 *  - `data`: somebody's data can never be stored; trying again is useless.
 *  - `other`: a mistake of the program or of the installation.
 */
export type DatabaseFaultKind = 'transient' | 'data' | 'other';

/** The database is away or busy. Messaging repeats a batch that ends in an error with `transient: true`. */
export class DatabaseUnavailableError extends Error {
  readonly transient = true;
  override readonly name = 'DatabaseUnavailableError';
  constructor(
    message: string,
    /** SQLSTATE, or the socket's error code; null where there is neither. */
    readonly code: string | null,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** The database refuses the data: a constraint, a range, a character it cannot store. */
export class DataRefusedError extends Error {
  readonly transient = false;
  override readonly name = 'DataRefusedError';
  constructor(
    message: string,
    /** SQLSTATE. */
    readonly code: string,
    readonly constraint: string | null,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** Applied migrations and those this build brings differ. */
export class MigrationsPendingError extends Error {
  override readonly name = 'MigrationsPendingError';
  /** Of a program that cannot start for it: unavailable. */
  readonly exitCode = 8;
  constructor(
    readonly service: string,
    readonly pending: readonly string[],
  ) {
    super(
      `The database is not ready for ${service}: ${pending.length} of its migrations are not applied (${pending.join(', ')}); ` +
        'run `watchpost migrate` against this DATABASE_URL.',
    );
  }
}

const socketFaults: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ENOENT',
]);

/** Texts of `pg` for connections that ended; it gives them no code. */
const endedConnection =
  /connection terminated|timeout exceeded when trying to connect|connection ended|not queryable|query read timeout|client was closed/iu;

/**
 * SQLSTATEs that pass with time: 08 connection, 53 resources, 57P0x shutdown and start-up, 40001 serialization,
 * 40P01 deadlock, 55P03 lock not available, 57014 cancelled by the statement's time limit, 25006 read-only (a standby that is
 * not yet promoted), 25P03 idle in transaction.
 */
const transientState = /^(08|53)|^57P0|^(40001|40P01|55P03|57014|25006|25P03)$/u;
/** 22 data exception, 23 integrity constraint. */
const dataState = /^(22|23)/u;

export function faultKindOf(error: unknown): DatabaseFaultKind {
  const code = codeOf(error);
  if (code !== null && (socketFaults.has(code) || transientState.test(code))) return 'transient';
  if (code !== null && dataState.test(code)) return 'data';
  if (error instanceof AggregateError)
    return error.errors.some((each) => faultKindOf(each) === 'transient') ? 'transient' : 'other';
  return error instanceof Error && endedConnection.test(error.message) ? 'transient' : 'other';
}

/** 28 login refused, 3D000 no such database. */
const shutState = /^(28|3D000)/u;
/** Node's names for a certificate that is not believed, of another host, or not valid now; what `pg` says of a server without TLS. */
const unbelieved = /CERT|VERIFY_LEAF_SIGNATURE/u;

/** The server is there and does not let us in, or is not believed to be the one that was meant: waiting does not mend it. */
export function isShut(error: unknown): boolean {
  const code = codeOf(error);
  if (code !== null) return shutState.test(code) || unbelieved.test(code);
  return error instanceof Error && /server does not support SSL/u.test(error.message);
}

/** Transactions that stood in each other's way: worth another try at once. */
export const isConflict = (error: unknown): boolean => {
  const code = codeOf(error) ?? (error instanceof Error ? codeOf(error.cause) : null);
  return code === '40001' || code === '40P01';
};

/** The error as callers can act on it; what is neither transient nor about data stays as it is. */
export function translated(error: unknown): unknown {
  if (error instanceof DatabaseUnavailableError || error instanceof DataRefusedError) return error;
  const kind = faultKindOf(error);
  if (kind === 'other') return error;
  const message = error instanceof Error && error.message !== '' ? error.message : String(codeOf(error));
  if (kind === 'transient') return new DatabaseUnavailableError(message, codeOf(error), { cause: error });
  return new DataRefusedError(message, codeOf(error)!, textOf(error, 'constraint'), { cause: error });
}

const codeOf = (error: unknown): string | null => textOf(error, 'code');

function textOf(error: unknown, property: string): string | null {
  if (typeof error !== 'object' || error === null || !(property in error)) return null;
  const value = (error as Record<string, unknown>)[property];
  return typeof value === 'string' ? value : null;
}
