import { JoinedText } from '../values/joined-text.ts';
import type { Sited } from '../values/sited.ts';
import { LoopMessage, type LoopMapper } from '../x12/loop-message.ts';
import { loop, type X12Loop } from '../x12/loops.ts';
import { factOf, type X12Context, type X12MessageType } from '../x12/message.ts';
import { momentIn } from '../x12/moments.ts';
import type { X12Segment } from '../x12/segment.ts';
import { roadEvents } from './events.ts';
import { emitStatus, type TrackedItem } from './tracking.ts';

const party = loop('N1', { N2: '0..1', N3: '0..2', N4: '0..1', G62: '0..1', L11: '0..10' });
const status = loop('AT7', { MS1: '0..1', MS2: '0..1', K1: '0..10', M7: '0..1' }, [], 'line');
const details = {
  L11: '0..300',
  MAN: '0..999',
  Q7: '0..10',
  K1: '0..10',
  AT5: '0..10',
  AT8: '0..10',
  CD3: '0..999',
  NM1: '0..1',
  Q6: '0..9',
} as const;

/** Transaction set 214, shipment status (motor carrier), 004010 and later. */
const structure214 = loop('ST', { B10: '1', L11: '0..300', MAN: '0..9999', K1: '0..10', MS3: '0..12', AT5: '0..10' }, [
  party,
  loop('LX', details, [status, party, loop('SPO', { SDQ: '0..9' }), loop('PRF', { N1: '0..9' })]),
  status,
]);

/** Each AT7 is one status. */
export const roadStatus: X12MessageType = {
  code: '214',
  role: 'tracking',
  open: (context) => new LoopMessage(structure214, context, mapperOf(context)),
};

function mapperOf(context: X12Context): LoopMapper {
  return {
    line(line, unreadable) {
      const { head } = line;
      const item = itemOf(rootOf(line), context);
      const where = placeOf(line.first('MS1'));
      const at = momentIn(head, 5, 6, 7);
      emitStatus(context.emitter, { segment: head, n: 1, events: roadEvents, item, at, where, units: [] }, unreadable);
    },
    end(message) {
      const b10 = message.first('B10');
      return {
        reference: b10?.code(1) || null,
        answers: null,
        facts: [
          ...factOf('B10-02 shipment', b10, 2),
          ...factOf('B10-03 carrier', b10, 3),
          ...message.all('L11').flatMap((l11) => factOf(`L11 ${l11.code(2)}`, l11, 1)),
        ],
      };
    },
  };
}

const rootOf = (loop: X12Loop): X12Loop => (loop.parent === null ? loop : rootOf(loop.parent));

/** L11 with BM names the bill of lading, B1002 the shipment as the shipper numbered it; B1003 is the carrier. */
function itemOf(message: X12Loop, { emitter, sender }: X12Context): TrackedItem {
  const b10 = message.first('B10');
  const bill = message
    .all('L11')
    .find((l11) => l11.code(2) === 'BM')
    ?.at(1);
  const issuer = b10?.code(3) || sender || emitter.options.partner;
  return { number: bill ?? b10?.at(2) ?? b10?.at(1) ?? null, kind: 'bill', issuer };
}

/** MS101 to MS103: city, state, country. */
function placeOf(ms1: X12Segment | null): Sited | null {
  const first = ms1?.at(1) ?? ms1?.at(2) ?? ms1?.at(3) ?? null;
  if (ms1 === null || first === null) return null;
  const parts = [1, 2, 3].map((n) => ms1.at(n)).filter((part) => part !== null);
  return new JoinedText(parts.map(({ text }) => text).join(', '), first, parts);
}
