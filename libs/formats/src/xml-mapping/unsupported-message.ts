import type { LineEmitter } from '../line-emitter.ts';
import type { FormatId } from '../reader.ts';
import type { MessageShape } from '../xml/message-tree.ts';
import type { XmlElement } from '../xml/xml-element.ts';
import type { XmlMessageReader } from '../xml/xml-messages.ts';

/** A message of a standard that is read here, but none of those: named, and passed over. */
export class UnsupportedMessage implements XmlMessageReader {
  readonly shape: MessageShape = { names: new Map(), line: null };

  constructor(
    private readonly format: FormatId,
    private readonly type: string,
    private readonly emitter: LineEmitter,
    private readonly root: XmlElement,
  ) {}

  line(): void {
    // Its shape has none.
  }

  end(): void {
    const told = { reference: null, role: 'unsupported', profile: 'standard', answers: null, facts: [] } as const;
    const { format, type } = this;
    this.emitter.message({ format, place: this.root.place, type, ...told });
  }
}
