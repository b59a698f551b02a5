/** What a table of codes says of a text; undefined where it has no such code, `constructor` and `__proto__` included. */
export const lookUp = <T>(table: Readonly<Record<string, T>>, code: string): T | undefined =>
  Object.hasOwn(table, code) ? table[code] : undefined;
