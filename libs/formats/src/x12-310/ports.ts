import type { LineDraft } from '../values/line-draft.ts';
import type { Moment } from '../values/moments.ts';
import type { Sited } from '../values/sited.ts';
import type { X12Loop } from '../x12/loops.ts';
import { momentIn, X12_MOMENT, x12Moment } from '../x12/moments.ts';

/** R401 (element 115) in the order of the journey: receipt, loading, transhipment, discharge, delivery. */
const journey = ['R', 'L', 'T', 'I', 'D', 'E'] as const;
type PortFunction = (typeof journey)[number];

/** DTM01 (element 374): estimated, actual and scheduled; 139 and 140 say neither leaving nor arriving. */
const leaving = ['370', '369', '139', '140'];
const arriving = ['372', '371', '139', '140'];

/** R4 loops of a message by what happens there. */
export function portsOf(message: X12Loop): {
  of(what: PortFunction): X12Loop | null;
  /** R403 of the port of discharge. */
  readonly discharge: Sited | null;
  /** Countries in the order of the journey, one that follows itself once. */
  route(draft: LineDraft): readonly string[];
} {
  const loops = message.inner('R4');
  const of = (what: PortFunction) => loops.find(({ head }) => head.code(1) === what) ?? null;
  return {
    of,
    discharge: of('D')?.head.at(3) ?? null,
    route(draft) {
      const passed = journey.flatMap((what) => loops.filter(({ head }) => head.code(1) === what));
      const countries: string[] = [];
      for (const [n, { head }] of passed.entries()) {
        const country = draft.country(`route.${n}`, head.at(5));
        if (country !== null && country !== countries.at(-1)) countries.push(country);
        else if (draft.trace !== null) draft.forget(`route.${n}`);
      }
      return countries;
    },
  };
}

export const departureFrom = (draft: LineDraft, message: X12Loop): Moment | null =>
  momentAt(draft, 'conveyance.departs', portsOf(message).of('L'), leaving);

export const arrivalAt = (draft: LineDraft, message: X12Loop): Moment | null =>
  momentAt(draft, 'conveyance.arrives', portsOf(message).of('D'), arriving);

function momentAt(draft: LineDraft, field: string, port: X12Loop | null, codes: readonly string[]): Moment | null {
  const dates = port?.all('DTM') ?? [];
  const [dtm] = codes.flatMap((code) => dates.filter((date) => date.code(1) === code));
  return draft.moment(field, momentIn(dtm ?? null, 2, 3, 4), x12Moment, X12_MOMENT);
}
