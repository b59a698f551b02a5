import { LineEmitter, type NumberedDraft } from '../line-emitter.ts';
import type { ReadOptions, ReadSession, ReadSink } from '../reader.ts';
import type { XmlElement, XmlFault } from './xml-element.ts';
import { XmlMessages, type MessageEnd, type XmlMessageReader, type XmlMessageShape } from './xml-messages.ts';

/** The session of an XML format. @param openMessage makes the reader of a message whose root begins */
export function openXmlSession(
  shape: XmlMessageShape,
  options: ReadOptions,
  sink: ReadSink,
  openMessage: (emitter: LineEmitter, root: XmlElement) => XmlMessageReader,
): ReadSession {
  const emitter = new LineEmitter(options, sink);
  const open = (root: XmlElement) => openMessage(emitter, root);
  const xml = new XmlMessages(shape, open, emitter.log, options.limits, options.charset);
  let bytes = 0;
  return {
    push(chunk) {
      bytes += chunk.length;
      xml.push(chunk);
    },
    end() {
      xml.end();
      return emitter.summary(bytes);
    },
  };
}

/** Why a line cannot be read, if it cannot: what is wrong with itself, else that what holds for it was not read to the end. */
export function reportUnreadable(draft: NumberedDraft, fault: XmlFault | null, end: MessageEnd): void {
  if (fault) draft.report(fault.code, fault.place, fault.details);
  else if (end === 'broken') draft.report('message.incomplete', draft.place);
}
