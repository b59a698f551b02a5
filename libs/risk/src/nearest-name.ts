/** `; did you mean hs_group?` where a known name is near, else nothing. */
export function nearestTo(name: string, known: Iterable<string>): string {
  let best: string | null = null;
  let least = Math.max(2, Math.floor(name.length / 3)) + 1;
  for (const each of known) {
    if (Math.abs(each.length - name.length) >= least) continue;
    const edits = editsBetween(name, each);
    if (edits >= least) continue;
    least = edits;
    best = each;
  }
  return best === null ? '' : `; did you mean ${best}?`;
}

const LONGEST = 80;

/** Letters to insert, take out or replace (Levenshtein). */
function editsBetween(a: string, b: string): number {
  if (a.length > LONGEST || b.length > LONGEST) return Number.POSITIVE_INFINITY;
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, row[j]! + 1, next[j - 1]! + 1));
    }
    row = next;
  }
  return row[b.length]!;
}
