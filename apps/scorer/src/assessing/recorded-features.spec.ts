import { describe, expect, it } from '@jest/globals';
import { catalogueIds } from '@watchpost/contracts';
import { featureCatalogue } from '@watchpost/risk';

const avroType = { number: 'double', truth: 'boolean', text: 'string' } as const;

interface Field {
  readonly name: string;
  readonly type: unknown;
}

describe('The features of the catalogue', () => {
  it('each have a field of their type in an assessed event, so that none is written with its name', () => {
    const { fields } = JSON.parse(catalogueIds().current('shipment-assessed').schema) as { fields: readonly Field[] };
    const [, { fields: recorded }] = fields.find(({ name }) => name === 'snapshot')!.type as [
      'null',
      { readonly fields: readonly Field[] },
    ];
    const types = new Map(recorded.map(({ name, type }) => [name, type]));
    for (const [name, { type }] of Object.entries(featureCatalogue)) {
      expect([name, types.get(name)]).toEqual([name, ['null', avroType[type]]]);
    }
  });
});
