import { LineEmitter } from '../line-emitter.ts';
import type { ReadOptions, ReadSession, ReadSink } from '../reader.ts';
import { type MessageRoot, XmlMessages, type XmlMessageReader } from './xml-messages.ts';

/** The session of an XML document. @param openMessage makes the reader of a message; null where the element is no root of one */
export function openXmlSession(
  options: ReadOptions,
  sink: ReadSink,
  openMessage: (emitter: LineEmitter, root: MessageRoot) => XmlMessageReader | null,
): ReadSession {
  const emitter = new LineEmitter(options, sink);
  const xml = new XmlMessages((root) => openMessage(emitter, root), emitter.log, options.limits, options.charset);
  return { push: (chunk) => xml.push(chunk), end: () => xml.end() };
}
