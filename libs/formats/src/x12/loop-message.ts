import type { LineDraft } from '../values/line-draft.ts';
import type { LineEmitter } from '../line-emitter.ts';
import { type LoopDefinition, type LoopEvents, LoopReader, type X12Loop } from './loops.ts';
import type { X12Context, X12MessageReader, X12Told } from './message.ts';
import type { X12Segment } from './segment.ts';

/** What a transaction set makes of its loops. */
export interface LoopMapper {
  /** @param unreadable reports on the draft what of the line could not be read; it is rejected then */
  line(loop: X12Loop, unreadable: (draft: LineDraft) => void): void;
  end(root: X12Loop): X12Told;
}

/** A message whose loops are declared: keeps the segments of one line, and hands the line on when it is whole. */
export class LoopMessage implements X12MessageReader {
  readonly #loops: LoopReader;
  readonly #emitter: LineEmitter;
  #state: 'whole' | 'broken' = 'whole';
  #oversized: X12Segment | null = null;
  /** Segments of the open line with bytes that are no text. */
  #damaged: X12Segment[] = [];

  constructor(
    definition: LoopDefinition,
    { emitter, head }: X12Context,
    private readonly mapper: LoopMapper,
  ) {
    this.#emitter = emitter;
    this.#loops = new LoopReader(definition, head, emitter.options.limits.lineBytes, this.#events());
  }

  segment(segment: X12Segment): void {
    this.#loops.add(segment);
    if (segment.invalid === null) return;
    if (this.#loops.line !== null) this.#keepDamaged(segment);
    else reportDamage(this.#emitter, segment, null);
  }

  /** Of a line that is too large it is enough to say so. */
  #keepDamaged(segment: X12Segment): void {
    if (this.#oversized === null) this.#damaged.push(segment);
  }

  end(state: 'whole' | 'broken'): X12Told {
    this.#state = state;
    this.#loops.end();
    return this.mapper.end(this.#loops.root);
  }

  #unreadable(draft: LineDraft): void {
    for (const segment of this.#damaged) reportDamage(this.#emitter, segment, draft);
    if (this.#oversized !== null) draft.report('line.too-large', this.#oversized.place);
    // What is open when the document ends may have had more to say.
    if (this.#state === 'broken') draft.report('line.incomplete', draft.place);
  }

  #events(): LoopEvents {
    const { log } = this.#emitter;
    return {
      line: (loop) => {
        this.mapper.line(loop, (draft) => this.#unreadable(draft));
        this.#damaged = [];
        this.#oversized = null;
      },
      misplaced: (segment) =>
        log.reportOnce('message.structure', `misplaced ${segment.tag}`, segment.place, {
          value: segment.tag,
          message: 'The segment has no place in this message; it was passed over.',
        }),
      tooMany: (segment, most) =>
        log.reportOnce('message.structure', `many ${segment.tag}`, segment.place, {
          value: segment.tag,
          expected: `at most ${most}`,
        }),
      missing: (loop, tag) => {
        if (this.#state === 'whole')
          log.reportOnce('message.structure', `missing ${loop.definition.name} ${tag}`, loop.head.place, {
            expected: tag,
            message: 'A segment that the message demands is missing here.',
          });
      },
      oversized: (segment, within) => {
        if (within === this.#loops.line) this.#oversized ??= segment;
        else log.reportOnce('x12.heading-too-large', '', segment.place);
      },
    };
  }
}

/** @param draft the line it stands in; null where it stands in none */
export function reportDamage(emitter: LineEmitter, segment: X12Segment, draft: LineDraft | null): void {
  const { invalid, charset } = segment;
  if (invalid === null) return;
  const details = { value: invalid.value, expected: charset };
  const place = segment.placeOfByte(invalid.at);
  if (draft === null) emitter.log.report('charset.invalid', null, place, details);
  else draft.report('charset.invalid', place, details);
}
