import type { LineDraft } from '../values/line-draft.ts';
import type { LineEmitter } from '../line-emitter.ts';
import type { ImpGroup, ImpLine } from './line.ts';

/** Lines that belong to the party before them. */
const partyLines = new Set(['NAM', 'ADR', 'LOC']);

/** The lines of one waybill, gathered into groups; never more of them than a line may be large. */
export class ImpGroups {
  readonly all: ImpGroup[] = [];
  #bytes = 0;
  #oversized: ImpLine | null = null;
  readonly #damaged: ImpLine[] = [];

  constructor(private readonly limit: number) {}

  add(line: ImpLine): void {
    this.#bytes += line.text.length + 64;
    if (this.#bytes > this.limit) {
      this.#oversized ??= line;
      return;
    }
    if (line.invalid !== null) this.#damaged.push(line);
    const last = this.all.at(-1);
    if (last && (line.text.startsWith('/') || partyLines.has(line.id))) last.lines.push(line);
    else this.all.push({ id: line.id, lines: [line] });
  }

  of(id: string): ImpGroup | null {
    return this.all.find((group) => group.id === id) ?? null;
  }

  /** Reports what of it could not be read; the line is rejected then. */
  unreadable(draft: LineDraft): void {
    for (const line of this.#damaged) {
      const { place, value, charset } = line.invalid!;
      draft.report('charset.invalid', place, { value, expected: charset });
    }
    if (this.#oversized !== null) draft.report('line.too-large', this.#oversized.place);
  }
}

/** A byte that is no text, in a line that belongs to no waybill. */
export function reportDamage(emitter: LineEmitter, line: ImpLine): void {
  const { invalid } = line;
  if (invalid === null) return;
  emitter.log.report('charset.invalid', null, invalid.place, { value: invalid.value, expected: invalid.charset });
}

/** Groups that the message demands. */
export function reportMissingGroups(
  emitter: LineEmitter,
  site: ImpLine,
  groups: ImpGroups,
  ids: readonly string[],
): void {
  for (const id of ids) {
    if (groups.of(id) === null)
      emitter.log.reportOnce('message.structure', `missing ${id} ${site.path}`, site.place, {
        expected: id,
        message: 'A line that the message demands is missing.',
      });
  }
}
