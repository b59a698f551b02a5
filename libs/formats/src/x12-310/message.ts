import { LoopMessage, type LoopMapper } from '../x12/loop-message.ts';
import { factOf, type X12Context, type X12MessageType } from '../x12/message.ts';
import { billOf, mapFreightBill } from './map.ts';
import { structure310 } from './structure.ts';

/** Freight receipt and invoice (ocean): the message is one line. */
export const freightReceipt: X12MessageType = {
  code: '310',
  role: 'declaration',
  open: (context) => new LoopMessage(structure310, context, mapperOf(context)),
};

function mapperOf(context: X12Context): LoopMapper {
  const { emitter } = context;
  return {
    line(message, unreadable) {
      const draft = emitter.draft(message.head.place);
      if (draft === null) return;
      unreadable(draft);
      if (draft.rejection === null) return emitter.onManifest(draft, mapFreightBill(draft, message, context));
      emitter.reject(draft, billOf(message)?.text.trim() ?? null);
    },
    end(message) {
      const b3 = message.first('B3');
      return {
        reference: b3?.code(2) || null,
        answers: null,
        facts: [...factOf('B3-11 carrier', b3, 11), ...factOf('B3-03 shipment number', b3, 3)],
      };
    },
  };
}
