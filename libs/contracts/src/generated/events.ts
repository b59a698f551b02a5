// Written by `npm run schemas` from schemas/. Do not edit.

import type { Conveyance, Finding, Place, Reason, Shipment, ShipmentVersion } from '@watchpost/domain';

/** An alert for a port, or a new revision of one. A port that keys on alertId sees each once. */
export interface AlertIssued {
  readonly alertId: string;
  /** From 1; a higher one replaces a lower. */
  readonly revision: number;
  readonly port: string;
  readonly state: IssuedState;
  /** shipment, receptacle, container or vehicle. */
  readonly subjectKind: string;
  readonly subject: string;
  readonly shipmentId: string;
  readonly itemId: string | null;
  readonly partner: string;
  readonly manifestId: string;
  /** The assessment this revision rests on. */
  readonly assessmentId: string;
  readonly scenario: string;
  /** HOLD, RFI, RFS or DNL. */
  readonly action: string;
  /** Screening methods recommended. */
  readonly methods: readonly string[];
  readonly band: string;
  readonly score: number;
  readonly reasons: readonly Reason[];
  readonly selection: Selection;
  readonly location: AlertLocation;
  readonly consignor: string | null;
  readonly consignee: string | null;
  readonly description: string | null;
  readonly origin: string | null;
  readonly destination: string | null;
  readonly grossMassKg: number | null;
  /** When the manifest was received. Epoch milliseconds. */
  readonly receivedAt: number;
  /** Epoch milliseconds. */
  readonly issuedAt: number;
  readonly traceparent: string | null;
}

export type IssuedState = 'ISSUED' | 'SUPERSEDED' | 'CANCELLED' | 'EXPIRED';

/** How the alert was chosen. */
export interface Selection {
  readonly method: SelectionMethod;
  /** Probability with which this item was to be chosen, for estimates. */
  readonly probability: number;
  readonly detail: string | null;
}

export type SelectionMethod = 'rule' | 'list' | 'model' | 'random';

/** Where the item is and when it will have left. */
export interface AlertLocation {
  readonly receptacle: string | null;
  readonly dispatch: string | null;
  readonly conveyance: string | null;
  /** Epoch milliseconds. */
  readonly arrivesAt: number | null;
  /** The port can stop it until then. Epoch milliseconds. */
  readonly leavesAt: number | null;
  /** Last tracking event and place. */
  readonly lastSeen: string | null;
  /** What the item was found to travel in, the nearest first: kind and number each, as RECEPTACLE CNSHAAUSJFKAACN60123001110123. */
  readonly units: readonly string[];
}

/** A step in an alert's life. */
export interface AlertProgressed {
  readonly progressId: string;
  readonly alertId: string;
  readonly revision: number;
  readonly port: string;
  readonly shipmentId: string;
  readonly step: string;
  /** Epoch milliseconds. */
  readonly at: number;
  /** Epoch milliseconds. */
  readonly recordedAt: number;
  readonly by: string;
  readonly evidence: Readonly<Record<string, string>>;
}

/** What a port found. Results are a history: a later one may correct an earlier one. */
export interface InspectionReported {
  readonly inspectionId: string;
  readonly alertId: string;
  readonly revision: number;
  readonly port: string;
  readonly shipmentId: string;
  /** NEGATIVE, PRESUMPTIVE_POSITIVE, INCONCLUSIVE or CONFIRMED. */
  readonly outcome: string;
  readonly disposition: string | null;
  readonly methods: readonly MethodReading[];
  readonly identifications: readonly Identification[];
  readonly observed: Observed | null;
  /** Epoch milliseconds. */
  readonly startedAt: number | null;
  /** Epoch milliseconds. */
  readonly endedAt: number;
  /** Epoch milliseconds. */
  readonly reportedAt: number;
  readonly by: string;
  readonly laboratoryCase: string | null;
  /** Inspection this result supersedes. */
  readonly corrects: string | null;
}

/** A method used and what its device said. */
export interface MethodReading {
  readonly method: string;
  readonly device: string | null;
  readonly serial: string | null;
  /** Name and version of the device's library. */
  readonly library: string | null;
  readonly reading: string | null;
  readonly throughPackaging: boolean | null;
}

/** A substance a method named. */
export interface Identification {
  readonly substance: string;
  readonly cas: string | null;
  /** 0 to 1. */
  readonly score: number | null;
}

/** What the officers saw. */
export interface Observed {
  readonly description: string | null;
  readonly hs: string | null;
  readonly netMassKg: number | null;
  readonly count: number | null;
  /** powder, tablet, liquid, equipment, other. */
  readonly form: string | null;
}

/** A dead letter was closed without being handled: a later version had gone ahead, or an operator set it aside. */
export interface LetterClosed {
  /** Where it lies: <topic>.<service>.dlq:<partition>:<offset>. */
  readonly letterId: string;
  /** Topic its record was read from. */
  readonly topic: string;
  /** Service that could not handle it. */
  readonly service: string;
  /** SUPERSEDED: a later version of the shipment went ahead; DISCARDED: an operator set it aside. */
  readonly closedAs: string;
  readonly partner: string | null;
  /** Manifest of its line, where it is one. */
  readonly manifestId: string | null;
  /** Position of the line in its manifest, from 1. */
  readonly ordinal: number | null;
  readonly shipmentId: string | null;
  /** Manifest of the line that went ahead of it. */
  readonly byManifestId: string | null;
  readonly byOrdinal: number | null;
  /** Epoch milliseconds. */
  readonly closedAt: number;
}

/** What the normalizer made of a manifest, or of one slice of a large one: every line, and what was found. */
export interface ManifestProcessed {
  readonly manifestId: string;
  readonly sequence: number;
  readonly partner: string;
  readonly testMode: boolean;
  /** From 0. */
  readonly slice: number;
  /** No slice follows. */
  readonly last: boolean;
  /** Format id, or 'unknown'. */
  readonly format: string;
  /** 0 to 1. */
  readonly confidence: number;
  /** Messages of the format in the manifest; complete in the last slice. */
  readonly messages: number;
  readonly lines: readonly ProcessedLine[];
  readonly findings: readonly Finding[];
  /** Epoch milliseconds. */
  readonly processedAt: number;
  /** Reader and its version, as csv@1; null where none could be chosen, and of slices from before readers had versions. */
  readonly reader: string | null;
  /** Of the manifest as a whole, in its last slice; null in the others, and of manifests from before it was told. */
  readonly quality: ManifestQuality | null;
}

/** How the normalizer left a line. */
export interface ProcessedLine {
  readonly ordinal: number;
  readonly outcome: ProcessedOutcome;
  readonly shipmentId: string | null;
  readonly itemId: string | null;
  /** Finding that rejected it, or for which it waits in quarantine. */
  readonly code: string | null;
  readonly place: Place;
}

/** DECLARED goes on to the scorer; RECORDED and REJECTED have ended. */
export type ProcessedOutcome = 'DECLARED' | 'RECORDED' | 'REJECTED';

/** What lowers the quality of a manifest, over all its slices: a number for each code, never for each line. Losses and gains in thousandths of a line. */
export interface ManifestQuality {
  /** Lines that were read. */
  readonly lines: number;
  readonly loss: number;
  readonly codes: readonly QualityCode[];
}

/** A finding code that lines have. */
export interface QualityCode {
  readonly code: string;
  /** Lines that have it. */
  readonly lines: number;
  /** What less would be lost without it. */
  readonly gain: number;
}

/** A manifest, or one chunk of a large one, as the partner sent it. Chunks of one manifest share its key and follow each other in order. */
export interface ManifestReceived {
  readonly manifestId: string;
  /** Only grows. */
  readonly sequence: number;
  readonly partner: string;
  readonly testMode: boolean;
  /** Format the sender named or the partner's setting; recognition by content otherwise. */
  readonly formatHint: string | null;
  /** The partner's settings for reading that were in force when it was received, as partner-changed has them; in the first chunk alone, which opens the manifest wherever it is read. */
  readonly reading: string | null;
  readonly contentType: string | null;
  /** Epoch milliseconds. */
  readonly receivedAt: number;
  /** Bytes of the whole manifest. */
  readonly size: number;
  /** SHA-256 of the whole manifest, hex. */
  readonly digest: string;
  /** From 0. */
  readonly chunk: number;
  readonly chunks: number;
  /** This chunk's bytes, content coding removed. */
  readonly body: Buffer;
}

/** A partner as it stands from this version on. */
export interface PartnerChanged {
  readonly partner: string;
  readonly version: number;
  readonly name: string;
  readonly country: string | null;
  readonly active: boolean;
  readonly testMode: boolean;
  readonly formatHint: string | null;
  /** How its manifests are read, where its settings say so: JSON with the members mapping and findingCosts. Kept with each manifest, and handed on as it is. */
  readonly reading: string | null;
  readonly requestsPerMinute: number;
  readonly bytesPerMinute: number;
  readonly keys: readonly AccessKey[];
  /** Epoch milliseconds. */
  readonly changedAt: number;
  readonly changedBy: string;
}

/** A bearer key, by its hash. */
export interface AccessKey {
  readonly keyId: string;
  /** SHA-256 of the key, hex. */
  readonly hash: string;
  readonly scopes: readonly string[];
  /** Epoch milliseconds. */
  readonly expiresAt: number | null;
  /** Epoch milliseconds. */
  readonly revokedAt: number | null;
}

/** A port as it stands from this version on. */
export interface PortChanged {
  readonly port: string;
  readonly version: number;
  readonly name: string;
  readonly country: string | null;
  readonly active: boolean;
  /** Customs offices, IATA airports, UN/LOCODEs and IMPC codes it handles; a trailing * matches by prefix. */
  readonly places: readonly string[];
  readonly capacityPerShift: number;
  /** Length of a shift, from 00:00 UTC. */
  readonly shiftHours: number;
  /** How long an item stays after arrival where nothing else is known. */
  readonly dwellHours: number;
  readonly keys: readonly AccessKey[];
  /** Epoch milliseconds. */
  readonly changedAt: number;
  readonly changedBy: string;
}

/** How far a rebuild is. The owner of the table tells it as it goes, and how it ended. */
export interface RebuildProgressed {
  readonly rebuildId: string;
  readonly table: string;
  /** Counts up; the highest is how it stands. */
  readonly revision: number;
  /** PLANNED, RUNNING, COMPARED, SWAPPED, ABORTED or FAILED. */
  readonly state: string;
  /** Of a running one: what is being done. */
  readonly phase: string | null;
  /** Rows of the source that are through this phase. */
  readonly done: number;
  /** Rows of the source. */
  readonly total: number;
  /** Size of the source. */
  readonly bytes: number | null;
  /** Estimated. */
  readonly secondsLeft: number | null;
  readonly drift: RebuildDrift | null;
  /** Why it failed. */
  readonly message: string | null;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** How the live table differed from the one made anew, both as of one moment. */
export interface RebuildDrift {
  /** Of the table made anew. */
  readonly rows: number;
  /** Rows that are in both with other values. */
  readonly differing: number;
  /** Rows that the live table lacked. */
  readonly missing: number;
  /** Rows that only the live table had. */
  readonly surplus: number;
  /** Largest difference of a count. */
  readonly largest: number;
  /** Sum of all differences of counts, without their sign. */
  readonly sum: number;
  /** Some of the rows, in words. */
  readonly examples: readonly string[];
}

/** An operator wants a derived table made anew, or what has begun ended. */
export interface RebuildRequested {
  readonly rebuildId: string;
  /** Service that owns the table and does the work. */
  readonly service: string;
  readonly table: string;
  /** PLAN: say how much it is; COMPARE: make it beside the live one, say how they differ and throw it away; SWAP: put it in the live one's place; ABORT: end it, leaving the live one as it is. */
  readonly action: string;
  /** At most so many rows of its source are read a second; null: as fast as slices go. */
  readonly rowsPerSecond: number | null;
  readonly requestedBy: string;
  /** Epoch milliseconds. */
  readonly requestedAt: number;
}

/** What was decided on a declared shipment, with everything the decision rests on: a replay needs nothing else. */
export interface ShipmentAssessed {
  readonly declared: ShipmentDeclared;
  /** UUIDv5 of (stage, shipment and partner, version, run, scenario). */
  readonly assessmentId: string;
  /** 'live', or a replay's id. */
  readonly run: string;
  readonly outcome: AssessedOutcome;
  /** Raised when an S10 number is used again after twelve months. */
  readonly episode: number;
  /** id@version. */
  readonly scenario: string;
  /** 0 to 1. */
  readonly score: number;
  readonly band: string;
  /** HOLD, RFI, RFS, DNL or NONE. */
  readonly recommendation: string;
  /** What decided in the place of the rules, then by weight, heaviest first; rules that found nothing are left out. */
  readonly reasons: readonly Reason[];
  /** Values the rules read of features that have no field in the snapshot; in version 1 of this schema all of them are here. A feature that is in neither had no value. */
  readonly features: Readonly<Record<string, boolean | number | string>>;
  /** Epoch milliseconds. */
  readonly assessedAt: number;
  /** Values the rules read. */
  readonly snapshot: FeatureSnapshot | null;
  /** null: the rules decided. */
  readonly ruling: Ruling | null;
}

/** A partner declared this shipment: one line of one manifest, in the canonical form. */
export interface ShipmentDeclared {
  readonly lineId: string;
  readonly manifestId: string;
  /** Position of the line in its manifest, from 1. */
  readonly ordinal: number;
  readonly partner: string;
  /** Sent by a partner in test mode: never reaches a port. */
  readonly testMode: boolean;
  readonly shipmentId: string;
  readonly version: ShipmentVersion;
  /** When the manifest was received: the as-of of every decision on it. Epoch milliseconds. */
  readonly receivedAt: number;
  readonly format: string;
  readonly place: Place;
  readonly shipment: Shipment;
}

/** ASSESSED; SUPERSEDED: a newer version had come first; RECORDED: a cancellation. */
export type AssessedOutcome = 'ASSESSED' | 'SUPERSEDED' | 'RECORDED';

/** Values of the features that the rules read, each in a field with its name; null: it had no value. */
export interface FeatureSnapshot {
  /** Group of the list `hs-groups` of the first article whose HS code is on it; `other` where none is. The list is in order of concern. */
  readonly hs_group: string | null;
  /** The HS code that `hs_group` was taken from; the first one declared where none is on the list. */
  readonly hs_code: string | null;
  /** Class of the most serious CAS number (with a valid check digit) in a description or an identifier; `unlisted` where it is on no list. */
  readonly cas_class: string | null;
  /** That CAS number; empty where there is none. */
  readonly cas_number: string | null;
  /** Class of the most serious substance named in a description, by name, synonym or ending; `hint` for words of the trade such as research chemical. */
  readonly substance_class: string | null;
  /** The substance or the words found; empty where there are none. */
  readonly substance_name: string | null;
  /** Words for pill presses, dies and imprints found in a description; empty where there are none. */
  readonly equipment_words: string | null;
  /** Of the worst description: `placeholder` where it says nothing at all (digits, XXX, TBD), `vague` where it is nothing but a phrase of the list, `partly-vague` where it contains one. */
  readonly description_quality: string | null;
  /** The description that `description_quality` judged, cut at 60 characters. */
  readonly description: string | null;
  /** Whether the words of the descriptions belong to the HS chapters declared with them; `differs-chemical` where everyday goods are declared in a chapter of chemicals; `unknown` where the words are on no list. */
  readonly goods_against_hs: string | null;
  /** The words `goods_against_hs` went by; empty where there are none. */
  readonly goods_words: string | null;
  /** In kg. Gross mass as declared, else the sum of the net masses of all articles. */
  readonly gross_mass_kg: number | null;
  /** In USD. Declared value, else the sum of the values of all articles, at the rates of the list `currencies`; not known for a currency without a rate. */
  readonly value_usd: number | null;
  /** In USD/kg. `value_usd` by `gross_mass_kg`; not known where the mass is not above zero. */
  readonly value_per_kg: number | null;
  /** How the value is written: `round` for whole tens from 10 on, in the currency it was declared in. */
  readonly value_shape: string | null;
  /** Country the item was sent from: as declared, else that of the consignor’s address. */
  readonly sender_country: string | null;
  /** Country in the item’s own S10 number; not known for other items. */
  readonly number_country: string | null;
  /** Country of origin of the goods; of several, the first one that is not the sender’s. Not known where no article states one. */
  readonly goods_origin: string | null;
  /** What the list `lanes` says of `goods_origin`. */
  readonly goods_origin_risk: string | null;
  /** What the list `lanes` says of `sender_country`. */
  readonly lane_risk: string | null;
  /** First country on the declared route or of a transit scan (EMJ, EMK) that is neither the sender’s nor the destination; empty where there is none. Not known without a route and a scan. */
  readonly transit_country: string | null;
  /** The declared nature of the item, by its words. */
  readonly category_kind: string | null;
  /** In fields. How many of the fields in `missing_fields` could have been there. */
  readonly missing_count: number | null;
  /** Which of these are not stated or are placeholders: HS code, description, gross mass, value, consignor’s name and address, consignee’s name, address and phone or e-mail. */
  readonly missing_fields: string | null;
  /** In days. For how long sightings have been kept, at most 90; not known offline. */
  readonly history_days: number | null;
  /** In declarations. Declarations of this consignor in 7 days. */
  readonly consignor_seen_7d: number | null;
  /** In declarations. Declarations of this consignor in 90 days. */
  readonly consignor_seen_90d: number | null;
  /** In consignees. Different consignees of this consignor in 7 days (estimate). */
  readonly consignor_consignees_7d: number | null;
  /** In declarations. Declarations for this consignee in 90 days. */
  readonly consignee_seen_90d: number | null;
  /** In consignors. Different consignors of this consignee in 30 days (estimate). */
  readonly consignee_consignors_30d: number | null;
  /** In names. Different consignors at the consignor’s address in 30 days (estimate). */
  readonly consignor_address_names_30d: number | null;
  /** In names. Different consignees at the consignee’s address in 30 days (estimate). */
  readonly consignee_address_names_30d: number | null;
  /** In names. Different consignees with the consignee’s phone in 30 days (estimate). */
  readonly phone_names_30d: number | null;
  /** What another partner declares of the same item: nothing, the same, other parties, or another mass or value. */
  readonly other_view: string | null;
}

/** What decided in the place of the rules, and what they came to; the score stays theirs. */
export interface Ruling {
  /** block: an entry of the block list; override: an override in force. */
  readonly kind: string;
  /** id@version of the entry or the override. */
  readonly rule: string;
  /** The band that the rules came to. */
  readonly band: string;
  /** What the rules recommended. */
  readonly recommendation: string;
}

/** A scan of an item on its way. */
export interface TrackingObserved {
  readonly lineId: string;
  readonly manifestId: string;
  readonly ordinal: number;
  readonly partner: string;
  readonly testMode: boolean;
  readonly shipmentId: string;
  readonly itemId: string | null;
  readonly sequence: number;
  /** UPU EMSEVT code (M40). */
  readonly event: string;
  /** Epoch milliseconds. */
  readonly at: number;
  /** Office, airport or facility as sent. */
  readonly place: string | null;
  /** Epoch milliseconds. */
  readonly receivedAt: number;
}

/** What a document says of a unit that items travel in: a master bill, receptacle, dispatch, container, flight or voyage. */
export interface UnitObserved {
  readonly manifestId: string;
  readonly partner: string;
  readonly testMode: boolean;
  readonly unit: UnitName;
  /** Which of two statements of one partner about one unit is the newer; the ordinal counts the units of the manifest. */
  readonly version: ShipmentVersion;
  /** Epoch milliseconds. */
  readonly receivedAt: number;
  readonly format: string;
  /** Type of the message, as CUSCAR or FWB: what one says of a unit is no newer version of what another says. */
  readonly document: string;
  /** original, amend or cancel. */
  readonly function: string;
  /** Units it travels in itself. */
  readonly within: readonly UnitName[];
  readonly items: readonly UnitItem[];
  readonly conveyance: Conveyance | null;
  readonly portOfArrival: string | null;
  readonly scan: UnitScan | null;
}

/** A unit by its number, in the form in which numbers are compared. */
export interface UnitName {
  /** MASTER_BILL, RECEPTACLE, DISPATCH, EQUIPMENT or CONVEYANCE. */
  readonly kind: string;
  readonly number: string;
}

/** An item that a unit is said to hold. */
export interface UnitItem {
  readonly shipmentId: string;
  readonly itemId: string;
}

/** Where the whole unit was seen. */
export interface UnitScan {
  /** UPU EMSEVT code (M40). */
  readonly event: string;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly place: string | null;
}

/** The event each topic carries. */
export interface EventByTopic {
  readonly 'manifests.received.v1': ManifestReceived;
  readonly 'manifests.processed.v1': ManifestProcessed;
  readonly 'shipments.declared.v1': ShipmentDeclared;
  readonly 'tracking.observed.v1': TrackingObserved;
  readonly 'units.observed.v1': UnitObserved;
  readonly 'shipments.assessed.v1': ShipmentAssessed;
  readonly 'alerts.issued.v1': AlertIssued;
  readonly 'alerts.progressed.v1': AlertProgressed;
  readonly 'inspections.reported.v1': InspectionReported;
  readonly 'partners.changed.v1': PartnerChanged;
  readonly 'ports.changed.v1': PortChanged;
  readonly 'letters.closed.v1': LetterClosed;
  readonly 'rebuilds.requested.v1': RebuildRequested;
  readonly 'rebuilds.progressed.v1': RebuildProgressed;
}
