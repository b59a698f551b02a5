import { LoopMessage, type LoopMapper } from '../x12/loop-message.ts';
import type { X12Loop } from '../x12/loops.ts';
import { factOf, type X12Context, type X12MessageType } from '../x12/message.ts';
import { billOf, mapBill, mapPort, type PortOfManifest } from './map.ts';
import { structure309 } from './structure.ts';

/** Customs manifest: a line is a bill of lading. */
export const customsManifest: X12MessageType = {
  code: '309',
  role: 'declaration',
  open: (context) => new LoopMessage(structure309, context, mapperOf(context)),
};

function mapperOf(context: X12Context): LoopMapper {
  const { emitter } = context;
  let bills = 0;
  let port: PortOfManifest | null = null;
  const portOf = (loop: X12Loop): PortOfManifest => {
    if (port?.head !== loop.head) port = mapPort(emitter.sharedDraft(loop.head.place), loop);
    return port;
  };
  return {
    line(line, unreadable) {
      bills += 1;
      const draft = emitter.draft(line.head.place);
      if (draft === null) return;
      unreadable(draft);
      if (draft.rejection === null)
        return emitter.onManifest(draft, mapBill(draft, line, portOf(line.parent!), context));
      const bill = billOf(line);
      emitter.reject(draft, bill && bill.segment.code(bill.n));
    },
    end(root: X12Loop) {
      const m10 = root.first('M10');
      return {
        reference: m10?.code(7) || null,
        answers: null,
        facts: [
          ...factOf('M10-01 carrier', m10, 1),
          ...factOf('M10-05 vessel', m10, 5),
          ...factOf('M10-06 voyage', m10, 6),
          ...root
            .inner('P4')
            .flatMap(({ head }) => [
              ...factOf('P4-01 port of arrival', head, 1),
              ...factOf('P4-02 date of arrival', head, 2),
            ]),
          { name: 'bills of lading', value: `${bills}`, place: root.head.place },
        ],
      };
    },
  };
}
