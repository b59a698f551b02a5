/** What is thrown by something that is away for now; trying again helps. */
export const isTransient = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && (error as { transient?: unknown }).transient === true;

/** One line about an error, for reasons and logs. */
export const messageOf = (error: unknown): string =>
  error instanceof Error ? `${error.name}: ${error.message}`.replace(/\s+/g, ' ') : String(error);
