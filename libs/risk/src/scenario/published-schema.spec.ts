import { expect, it } from '@jest/globals';
import { readFileSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { listSchemas, valuesSchema } from '../lists/list-schemas.ts';
import { scenarioSchema } from './scenario-schema.ts';

const folder = new URL('../../../../schemas/', import.meta.url);

const published = [
  {
    file: 'scenario.schema.json',
    $id: 'urn:watchpost:scenario:2',
    title: 'Scenario',
    description: 'scenario.yaml of a scenario folder: what a decision is made by (docs/scenarios.md).',
    schema: scenarioSchema,
  },
  {
    file: 'scenario-list.schema.json',
    $id: 'urn:watchpost:scenario-list:1',
    title: 'List of a scenario',
    description: 'A list beside scenario.yaml; `list` says which kind it is.',
    schema: z.union([...Object.values(listSchemas), valuesSchema]),
  },
];

it.each(published)('$file says what is checked; written anew with UPDATE_GOLDEN=1', ({ file, schema, ...about }) => {
  const path = new URL(file, folder);
  const { $schema, ...rest } = z.toJSONSchema(schema, { io: 'input' });
  const document = { $schema, ...about, ...rest };
  if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(path, JSON.stringify(document, null, 2));
  expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual(JSON.parse(JSON.stringify(document)));
});
