// Written by `npm run schemas` from schemas/. Do not edit.

import type { Finding, Place, Reason, Shipment, ShipmentVersion } from '@watchpost/domain';

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
}

/** How the normalizer left a line. */
export interface ProcessedLine {
  readonly ordinal: number;
  readonly outcome: ProcessedOutcome;
  readonly shipmentId: string | null;
  readonly itemId: string | null;
  /** Finding that rejected it. */
  readonly code: string | null;
  readonly place: Place;
}

/** DECLARED goes on to the scorer; RECORDED and REJECTED have ended. */
export type ProcessedOutcome = 'DECLARED' | 'RECORDED' | 'REJECTED';

/** A manifest, or one chunk of a large one, as the partner sent it. Chunks of one manifest share its key and follow each other in order. */
export interface ManifestReceived {
  readonly manifestId: string;
  /** Only grows. */
  readonly sequence: number;
  readonly partner: string;
  readonly testMode: boolean;
  /** Format the sender named or the partner's setting; recognition by content otherwise. */
  readonly formatHint: string | null;
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
  /** By weight, heaviest first; rules that found nothing are left out. */
  readonly reasons: readonly Reason[];
  /** Values the rules read; a feature that is not here had no value. */
  readonly features: Readonly<Record<string, boolean | number | string>>;
  /** Epoch milliseconds. */
  readonly assessedAt: number;
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

/** The event each topic carries. */
export interface EventByTopic {
  readonly 'manifests.received.v1': ManifestReceived;
  readonly 'manifests.processed.v1': ManifestProcessed;
  readonly 'shipments.declared.v1': ShipmentDeclared;
  readonly 'tracking.observed.v1': TrackingObserved;
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
