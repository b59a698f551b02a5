import type { EpochMillis, Finding, Place, Shipment, ShipmentIdentity, Unit } from '@watchpost/domain';
import type { Syntax } from './beginnings.ts';
import type { TableMapping } from './csv/table-mapping.ts';
import type { DocumentTally } from './document-tally.ts';
import type { Origin } from './origin.ts';
import type { ReadField } from './provenance/read-field.ts';

/** Formats by their id, as findings, events and `--format` name them. */
export type FormatId =
  | 'ics-ie315'
  | 'ics-ie313'
  | 'ics-responses'
  | 'cargo-xml-xfzb'
  | 'cargo-xml-xfwb'
  | 'cargo-xml-xfhl'
  | 'cargo-xml-xffm'
  | 'cargo-xml-responses'
  | 'ics2-ens'
  | 'wco-declaration'
  | 'wco-responses'
  | 'asycuda-manifest'
  | 'asycuda-sad'
  | 'edifact'
  | 'x12'
  | 'cargo-imp'
  | 'watchpost-json'
  | 'csv';

/** A reader and its version, as records name it: `csv@1`. */
export const readerLabel = ({ id, version }: Pick<FormatReader, 'id' | 'version'>): string => `${id}@${version}`;

/**
 * A partner format: bytes in, lines and findings out. Pure: no I/O, no clock, no random number, and no throw whatever the bytes are.
 */
export interface FormatReader {
  readonly id: FormatId;
  /** Name in words, for people. */
  readonly title: string;
  /** What its documents are written in; a table is written in anything. */
  readonly syntax: Syntax | 'table';
  /** Counts up with every change by which the same bytes are read otherwise, so that whoever reads again knows what is new. */
  readonly version: number;
  /**
   * How sure it is, from 0 to 1, that a document that begins like this is its own. Decides by content, never by file name.
   * @param head at most the first 64 KiB
   */
  recognise(head: Uint8Array): number;
  open(options: ReadOptions, sink: ReadSink): ReadSession;
}

export interface ReadOptions {
  /** Who pushes it: issuer of house bills and references where the document names none. */
  readonly partner: string;
  /** When it was received: stands in for an issue time that the document does not state. */
  readonly receivedAt: EpochMillis;
  /** Character set named by the sender; the document's own declaration wins. */
  readonly charset: string | null;
  /** How the partner's tables are to be read; by their header where there is none. */
  readonly table?: TableMapping | null;
  /** Of which lines every field tells where it comes from ({@link ReadField}): all, or that with this ordinal. Costs the others nothing. */
  readonly fields?: 'every' | number | undefined;
  readonly limits: ReadLimits;
  /** Counts of the document so far: each of its parts goes on from them. */
  readonly tally: DocumentTally;
  /** Where the part begins. */
  readonly origin: Origin;
}

/** Caps, each with a finding of its own when it is reached. */
export interface ReadLimits {
  /** Nesting of elements, arrays and objects; 64. */
  readonly depth: number;
  /** Bytes of one line (element, object, row); 1 MiB. */
  readonly lineBytes: number;
  /** Characters of one text; 16,384. */
  readonly textLength: number;
  readonly attributes: number;
  /** Lines of a document; 1,000,000. */
  readonly lines: number;
  /** Findings kept of a document; beyond that they are counted only; 10,000. */
  readonly findings: number;
}

/**
 * Takes a document, or the part of one that is in its format, in chunks of any size, cut anywhere. Memory does not grow with it. Places are
 * counted from the start of the part.
 */
export interface ReadSession {
  /** @returns where its part ends, as soon as it has seen that; it is given no more bytes then, only ended */
  push(chunk: Uint8Array): Boundary | null;
  /** No more bytes: what is incomplete becomes a finding. @returns where its part ends, if that shows only now */
  end(): Boundary | null;
}

/** Another document begins, or text that is none: never where the part itself begins. */
export interface Boundary {
  /** Bytes that are none of the part's: the last ones that were pushed. */
  readonly rest: Uint8Array;
  /** Line of text at which they begin, from 1. */
  readonly row: number;
  /** `unreadable` where the part has no end that was seen: what follows may still belong to it. */
  readonly end: 'whole' | 'unreadable';
}

export interface ReadSink {
  /** Called for each line in document order, ordinals from 1 without gaps, as soon as the line is complete. */
  line(line: ReadLine): void;
  finding(finding: Finding): void;
  /** Called for each unit that a message says something of as a whole: once a message, before that is told. Units are no lines, and have no outcome. */
  unit(unit: ReadUnit): void;
  /** Called once for each message when it ends, after its lines, whole or broken off. A document of rows or of lines is one message. */
  message(message: ReadMessage): void;
}

/** What a message says of a unit that items travel in. */
export interface ReadUnit {
  /** Position among the units of the document, from 1. */
  readonly ordinal: number;
  readonly place: Place;
  /** The type of the message without its version, as `CUSCAR`, `FWB`: what one says of a unit is no newer version of what another says. */
  readonly document: string;
  /** The message's own issue time, or the moment of receipt. */
  readonly issuedAt: EpochMillis;
  readonly unit: Unit;
}

/** A message of the document, told as a whole: for one that carries no lines this is all that it says. */
export interface ReadMessage {
  /** Its own, whatever the rest of the document is in. */
  readonly format: FormatId;
  /** Where it begins. */
  readonly place: Place;
  /** As its standard calls it, with version where it states one: `CUSCAR D.95B`, `ST 309 004010`, `CC316A`, `FWB/16`. */
  readonly type: string;
  /** The sender's number of the message or document. */
  readonly reference: string | null;
  readonly role: MessageRole;
  /** `watchpost` where no public definition exists and the reader follows the profile on its own page instead. */
  readonly profile: 'standard' | 'watchpost';
  /** Reference of the message that a response is about. */
  readonly answers: string | null;
  /** What a message without lines says: decision, error codes and pointers, conveyance, arrival, counts. At most 1,000. */
  readonly facts: readonly MessageFact[];
}

/** Lines come from declarations and tracking alone; `unsupported` is a message of a known syntax that is none of ours. */
export type MessageRole = 'declaration' | 'tracking' | 'conveyance' | 'response' | 'unsupported';

export interface MessageFact {
  readonly name: string;
  readonly value: string;
  readonly place: Place;
}

export interface ReadSummary {
  readonly messages: number;
  readonly lines: number;
  readonly accepted: number;
  readonly rejected: number;
  /** Of the accepted ones, those that wait for an operator by the settings of their partner. */
  readonly quarantined: number;
  readonly findings: { readonly error: number; readonly warning: number; readonly info: number };
}

/** A line becomes one shipment, one tracking event, or is rejected. */
export type ReadLine =
  | {
      readonly kind: 'shipment';
      readonly ordinal: number;
      readonly place: Place;
      readonly identity: ShipmentIdentity;
      /** The document's own issue time, or the moment of receipt. */
      readonly issuedAt: EpochMillis;
      readonly shipment: Shipment;
      /** Finding for which it waits for an operator, by the settings of its partner; null where it goes on. */
      readonly quarantine: Finding | null;
      /** Where a field of the shipment stands; null where the document does not state it. Path as in `consignor.address.postcode`, `articles.0.hs`. */
      placeOf(field: string): Place | null;
      /** null unless {@link ReadOptions.fields} asked for them. */
      readonly fields: readonly ReadField[] | null;
    }
  | {
      readonly kind: 'tracking';
      readonly ordinal: number;
      readonly place: Place;
      readonly identity: ShipmentIdentity;
      readonly itemId: string;
      /** UPU EMSEVT code. */
      readonly event: string;
      readonly at: EpochMillis;
      readonly where: string | null;
      /** null unless {@link ReadOptions.fields} asked for them. */
      readonly fields: readonly ReadField[] | null;
    }
  | {
      readonly kind: 'rejected';
      readonly ordinal: number;
      readonly place: Place;
      /** The finding that rejected it; it has gone to the sink as well. */
      readonly because: Finding;
      readonly itemId: string | null;
    };
