import { expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { featureCatalogue, featureNames } from './catalogue.ts';

const page = readFileSync(new URL('../../../../docs/scenarios.md', import.meta.url), 'utf8');

it.each(featureNames)('%s is described for the authors of scenarios as it is in the catalogue', (name) => {
  const row = page.split('\n').find((line) => line.startsWith(`| \`${name}\` `));
  expect(row?.replace(/\s+/g, ' ')).toContain(featureCatalogue[name].description);
});
