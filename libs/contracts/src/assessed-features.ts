import { type FeatureSnapshot, type ShipmentAssessed } from './generated/events.ts';
import { catalogueIds } from './schema-ids.ts';
import { topics } from './topics.ts';

/** Values that rules read, by the feature's name. A feature without a value is not in it. */
export type RecordedFeatures = ShipmentAssessed['features'];

/** Where an assessed event keeps them. */
export type FeaturesPart = Pick<ShipmentAssessed, 'features' | 'snapshot'>;

const fieldNames = snapshotFields();
const fields: ReadonlySet<string> = new Set(fieldNames);

/**
 * How features go into an assessed event. Names written out were a third of the record: a feature that the schema has a field for goes into the snapshot, and only
 * one that it does not know yet is written with its name.
 */
export function recordedFeatures(values: RecordedFeatures): FeaturesPart {
  if (areKnown(values)) return { snapshot: values as unknown as FeatureSnapshot, features: {} };
  const snapshot = { ...values };
  const features: Record<string, number | boolean | string> = {};
  for (const name of Object.keys(values).filter((each) => !fields.has(each))) {
    features[name] = values[name]!;
    delete (snapshot as Record<string, unknown>)[name];
  }
  return { snapshot: snapshot as unknown as FeatureSnapshot, features };
}

/** Of every line, so without a list of its names. */
function areKnown(values: RecordedFeatures): boolean {
  for (const name in values) if (!fields.has(name)) return false;
  return true;
}

/** The features of an event, whichever version of the schema wrote it. */
export function featuresOf({ features, snapshot }: FeaturesPart): RecordedFeatures {
  if (snapshot === null) return features;
  const all: Record<string, number | boolean | string> = { ...features };
  for (const name of fieldNames) {
    const value = snapshot[name];
    if (value !== null && value !== undefined) all[name] = value;
  }
  return all;
}

function snapshotFields(): readonly (keyof FeatureSnapshot)[] {
  const { schema } = catalogueIds().current(topics.shipmentsAssessed.schemaName);
  const { fields } = JSON.parse(schema) as {
    readonly fields: readonly { readonly name: string; readonly type: unknown }[];
  };
  const [, snapshot] = fields.find(({ name }) => name === 'snapshot')!.type as [
    'null',
    { readonly fields: readonly { name: keyof FeatureSnapshot }[] },
  ];
  return snapshot.fields.map(({ name }) => name);
}
