import { unitNamed, type UnitName } from '@watchpost/domain';
import type { LineDraft } from '../values/line-draft.ts';
import { containerIn } from '../x12/equipment.ts';
import { LoopMessage, type LoopMapper } from '../x12/loop-message.ts';
import { loop, type X12Loop } from '../x12/loops.ts';
import { factOf, type X12Context, type X12MessageType } from '../x12/message.ts';
import { momentIn } from '../x12/moments.ts';
import { awayFromDischarge, awayFromLoading, oceanEvents, type StatusEvents } from './events.ts';
import type { X12Segment } from '../x12/segment.ts';
import { emitStatus, type TrackedItem } from './tracking.ts';

/** Transaction set 315, status details (ocean), 004010 and later. */
const structure315 = loop(
  'ST',
  { B4: '1', N9: '0..30', Q2: '0..1', SG: '0..15' },
  [loop('R4', { DTM: '0..15', V9: '0..9' })],
  'line',
);

/** B4 is one status, each SG one more. */
export const oceanStatus: X12MessageType = {
  code: '315',
  role: 'tracking',
  open: (context) => new LoopMessage(structure315, context, mapperOf(context)),
};

function mapperOf(context: X12Context): LoopMapper {
  return {
    line: (message, unreadable) => emitStatuses(message, context, unreadable),
    end(message) {
      const b4 = message.first('B4');
      return {
        reference: b4?.code(2) || null,
        answers: null,
        facts: [
          ...factOf('B4-03 status', b4, 3),
          ...message.all('N9').flatMap((n9) => factOf(`N9 ${n9.code(1)}`, n9, 2)),
          ...factOf('Q2-13 vessel', message.first('Q2'), 13),
          ...factOf('Q2-09 voyage', message.first('Q2'), 9),
        ],
      };
    },
  };
}

function emitStatuses(message: X12Loop, context: X12Context, unreadable: (draft: LineDraft) => void): void {
  const b4 = message.first('B4');
  if (b4 === null) return;
  const { emitter } = context;
  const item = itemOf(message, context);
  const where = b4.at(11) ?? b4.at(6);
  const events = eventsAt(message, b4);
  const units = unitsSeen(message);
  emitStatus(emitter, { segment: b4, n: 3, events, item, at: momentIn(b4, 4, 5), where, units }, unreadable);
  for (const sg of message.all('SG'))
    emitStatus(emitter, { segment: sg, n: 1, events, item, at: momentIn(sg, 4, 5, 6), where, units }, unreadable);
}

/** The container of B4, and those of N9 EQ. */
function unitsSeen(message: X12Loop): readonly UnitName[] {
  const named = message.all('N9').filter((n9) => n9.code(1) === 'EQ' || n9.code(1) === 'OC');
  const b4 = message.first('B4')!;
  const texts = [containerIn(b4, 7, 8, 13), ...named.map((n9) => n9.at(2))].map((sited) => sited?.text ?? null);
  const units = texts.map((text) => unitNamed('EQUIPMENT', text)).filter((unit) => unit !== null);
  return [...new Map(units.map((unit) => [unit.number, unit])).values()];
}

/** A ship arrives and leaves at every port on its way: which of them it is decides what that means for the goods. */
function eventsAt(message: X12Loop, b4: X12Segment): StatusEvents {
  return {
    ...oceanEvents,
    ...(isElsewhere(message, b4, ['R', 'L']) ? awayFromLoading : {}),
    ...(isElsewhere(message, b4, ['D', 'E']) ? awayFromDischarge : {}),
  };
}

/** B4-11 is another place than all R4 that are so; those that are named by another list of codes (R4-02, B4-12) do not tell. */
function isElsewhere(message: X12Loop, b4: X12Segment, functions: readonly string[]): boolean {
  const here = b4.code(11).toUpperCase();
  const ports = message.inner('R4').filter(({ head }) => functions.includes(head.code(1)));
  const named = ports.map(({ head }) => nameBy(head, b4.code(12)).toUpperCase()).filter((name) => name !== '');
  return here !== '' && named.length === ports.length && named.length > 0 && !named.includes(here);
}

/** R4-03 in the same list of codes, R4-04 where it is a city by its name (CI). */
function nameBy(r4: X12Segment, list: string): string {
  if (list === 'CI') return r4.code(4);
  return r4.code(2) === list ? r4.code(3) : '';
}

/** N9 with BM names the bill; where none does, the container of B4 or N9 EQ is told of. */
function itemOf(message: X12Loop, { emitter, sender }: X12Context): TrackedItem {
  const references = message.all('N9');
  const of = (code: string) => references.find((n9) => n9.code(1) === code)?.at(2) ?? null;
  const issuer = of('SCA')?.text ?? sender ?? emitter.options.partner;
  const bill = of('BM') ?? of('OB');
  if (bill !== null) return { number: bill, kind: 'bill', issuer };
  const b4 = message.first('B4')!;
  return { number: containerIn(b4, 7, 8, 13) ?? of('EQ') ?? of('OC'), kind: 'equipment', issuer };
}
