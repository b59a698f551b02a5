import type { DeclarationFunction, UnitKind } from '@watchpost/domain';
import type { FindingLog } from '../findings.ts';
import type { FormatId, MessageRole, ReadMessage } from '../reader.ts';
import type { LineDraft } from '../values/line-draft.ts';
import type { CapturedLine } from '../xml/captured-line.ts';
import type { XmlElement } from '../xml/xml-element.ts';
import type { Source } from '../xml/xml-path.ts';
import type { CodeSource, ConveyanceTable, MassSource, MomentSource, ShipmentTable } from './shipment-table.ts';

/** One message of an XML format, by tables. */
export interface MessageKind {
  /** The format that a document of it is of. */
  readonly format: FormatId;
  /** As its standard calls it: `CC315A`, `XFWB`. */
  readonly type: string;
  /** Local name of its root, wherever that stands: SOAP and other envelopes are passed through. */
  readonly root: string;
  /** Namespace that the standard defines; null where none is documented. Another one is read all the same, with a warning. */
  readonly namespace: string | null;
  /** For roots whose name several standards use: whether this one is meant. */
  readonly isOurs?: (namespace: string, above: readonly string[]) => boolean;
  readonly role: MessageRole;
  /** What a message of it without lines is, where it may be without. */
  readonly roleWithoutLines?: MessageRole;
  /** Where the message names itself; anything but {@link type} there is a warning. */
  readonly ownType?: Source;
  /** Where it says which of several messages it is; goes behind the type. */
  readonly variant?: Source;
  readonly profile: ReadMessage['profile'];
  /** The sender's number of the message or document. */
  readonly reference: Source;
  readonly answers?: Source;
  readonly facts?: readonly (FactSource | FactGroup)[];
  /** Senders write the names of its elements with a small or a capital first letter. */
  readonly firstLetter?: 'either';
  readonly lines?: LineKind;
  /** What the message says of units beside its lines. */
  readonly units?: UnitsTable;
}

export interface FactSource {
  readonly name: string;
  readonly source: Source;
  /** What codes mean, where the fact is to say it in words. */
  readonly codes?: Readonly<Record<string, string>>;
}

/** Facts that belong together, numbered: `error.1.pointer`. */
export interface FactGroup extends FactSource {
  readonly facts: readonly FactSource[];
}

/** The lines of a message. */
export interface LineKind {
  /** Local name of the element that is a line. */
  readonly element: string;
  /** Where the standard has no place for who sends what to whom. */
  readonly parties?: 'unstated';
  /** Local names of what it stands in, where no table names them. */
  readonly within?: readonly string[];
  /** `end` where what holds for all lines follows them: then lines wait for the end of their message. */
  readonly wait: 'end' | 'none';
  /** A message without a line is an error of that path. */
  readonly required?: string;
  readonly numbers: NumberTable;
  readonly table: ShipmentTable;
  /** What the message says once for all its lines; paths from the root. A line's own word goes first. */
  readonly shared: ShipmentTable;
  /** Gross mass of the message, where it has one line only. */
  readonly massOfOne?: MassSource;
  readonly function: DeclarationFunction | CodeSource<DeclarationFunction>;
  readonly issued: IssueTable;
  readonly totals?: TotalsTable;
  /** Its lines are on a manifest, or masters: what they say of their way holds for all that travels in the same units. */
  readonly onManifest?: true;
  /** The rules of the standard, beyond what is read. */
  readonly rules?: RuleBook;
}

/** Units of a message; paths from the root. */
export interface UnitsTable {
  /** Numbers by what they are of, from the innermost unit outwards: each of them travels in all that are named behind it. */
  readonly numbers: readonly { readonly kind: UnitKind; readonly source: Source }[];
  readonly conveyance: ConveyanceTable;
  readonly portOfArrival?: Source;
  readonly issued: IssueTable;
}

/** When a message was issued: the first that can be read. */
export interface IssueTable {
  readonly moments: readonly MomentSource[];
  /** Day and time of preparation, yymmdd and hhmm, where nothing else is stated. */
  readonly prepared?: { readonly date: Source; readonly time: Source };
}

/** What a line goes by, in this order: an S10 number, a house bill, an air waybill, reference and position. */
export interface NumberTable<S = Source> {
  /** Any of these may be an S10 number. */
  readonly postal: S;
  readonly house?: S;
  /** Who issued the house bill; the partner where it is not stated. */
  readonly houseIssuer?: S;
  readonly airWaybill?: S;
  /** Manifests repeat waybills that others declare: their lines are no newer version of those. */
  readonly airWaybillWithin?: 'document';
  readonly master?: S;
  /** Whether the master bill is an air waybill, with a check digit. */
  readonly masterIs?: 'air-waybill';
  /** The position within the message. */
  readonly position?: S;
  /** Who declares, from the root; the partner where it is not stated. */
  readonly declarant?: Source;
  /** Element without which the line has no number; null where reference and position will do. */
  readonly required: string | null;
  /** Element of the message's reference, for findings. */
  readonly referenceElement: string;
}

export interface TotalsTable {
  readonly items?: Source;
  readonly packages?: Source;
  readonly mass?: MassSource;
}

export interface RuleBook {
  /** Local names in the header that the rules go by, beyond those of the tables. */
  readonly names: readonly string[];
  /** Paths from a line that the rules go by, beyond those of the tables. */
  readonly itemPaths: readonly string[];
  open(): MessageRules;
}

/** Rules looked at while a message is read. */
export interface MessageRules {
  line(draft: LineDraft, line: CapturedLine, root: XmlElement): void;
  end(log: FindingLog, root: XmlElement): void;
}
