/** JSON pointers (RFC 6901) of what differs between two values of JSON; a member that is not there is like one that is null. */
export function differences(before: unknown, after: unknown, at = ''): string[] {
  if (Object.is(before ?? null, after ?? null)) return [];
  if (!isObject(before) || !isObject(after)) return [at === '' ? '/' : at];
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].flatMap((name) =>
    differences(before[name], after[name], `${at}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`),
  );
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
