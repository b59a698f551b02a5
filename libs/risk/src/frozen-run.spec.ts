import { describe, expect, it } from '@jest/globals';
import { readFileSync, writeFileSync } from 'node:fs';
import { input } from '../test/parcel.ts';
import { ruleCases } from '../test/rule-cases.ts';
import { shippedScenario } from '../test/shipped-scenario.ts';
import { assess } from './assess.ts';

const golden = new URL('../test/golden/', import.meta.url);

/**
 * What a scenario decided when it was last looked at, decision by decision. A change of rules, lists or features shows here before it shows at a port; where it
 * is meant, look at the difference and write it anew with FREEZE_RUN=1. What decided before is kept, and never written anew.
 */
describe.each([
  { name: 'fentanyl-mail', file: 'frozen-run.json', isKept: false },
  { name: 'fentanyl-mail@1', file: 'frozen-run.fentanyl-mail@1.json', isKept: true },
])('The frozen run of $name', ({ name, file, isKept }) => {
  const frozen = new URL(file, golden);
  const scenario = shippedScenario(name);
  const decisions = Object.fromEntries(
    ruleCases.map(({ rule, outcome, shipment, known }) => {
      const { score, band, recommendation, reasons } = assess(scenario, input(shipment, known));
      const weighing = reasons
        .filter(({ weight }) => weight !== 0)
        .map((each) => `${each.factor} ${each.outcome} ${each.weight}`);
      return [`${rule} ${outcome}`, { score: Number(score.toPrecision(12)), band, recommendation, weighing }];
    }),
  );
  if (process.env['FREEZE_RUN'] === '1' && !isKept) {
    writeFileSync(frozen, `${JSON.stringify({ scenario: scenario.label, decisions }, null, 1)}\n`);
  }

  it('decides as it did', () => {
    expect({ scenario: scenario.label, decisions }).toEqual(JSON.parse(readFileSync(frozen, 'utf8')));
  });
});
