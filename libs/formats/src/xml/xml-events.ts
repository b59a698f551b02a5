export interface XmlAttribute {
  readonly local: string;
  readonly value: string;
}

/** A tag that opens; good only during the call it is handed over in. Places are characters from the start of the document. */
export interface XmlTag {
  readonly local: string;
  /** Empty where it is in none. */
  readonly namespace: string;
  /** Declarations of namespaces among them. */
  readonly attributes: readonly XmlAttribute[];
  readonly start: number;
  readonly end: number;
  /** In which it begins. */
  readonly row: number;
}

/** What a document says, in its order. A handler that throws ends the reading. */
export interface XmlEvents {
  open(tag: XmlTag): void;
  /** Of CDATA too; entities are resolved. */
  text(text: string): void;
  close(): void;
  doctype(): void;
  /** After every 32,768 characters of what is read slowly, told or not: the time to look at what a token without end has come to. */
  stride(): void;
}

/** A parser that throws where the document is not well-formed. */
export interface XmlParser {
  write(text: string): void;
  /** Characters that were looked at, up to the end of what is being told. */
  readonly position: number;
  readonly row: number;
}
