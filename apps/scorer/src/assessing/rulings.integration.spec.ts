import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { compileScenario } from '@watchpost/risk';
import { readdirSync, readFileSync } from 'node:fs';
import { runScorer, type RunningScorer } from '../../test/running-scorer.ts';

const folder = new URL('../../../../scenarios/fentanyl-mail/', import.meta.url);
const files = Object.fromEntries(
  readdirSync(folder).map((name) => [name, readFileSync(new URL(name, folder), 'utf8')]),
);

/** The shipped scenario, in which one rule fails for every code that is on no list, and an override looks away from what Germany sends. */
function scenario() {
  const override = `
overrides:
  - id: agreed
    version: 7
    title: Agreed
    why: Agreed
    owner: Desk
    from: 2026-05-01
    until: 2026-05-31
    needs: [sender_country, hs_group]
    when: 'sender_country == "DE" && hs_group == "fentanyl"'
    band: low
    text: 'Agreed with {sender_country}'

rules:
`;
  const text = files['scenario.yaml']!.replace(
    `when: 'hs_group == "die"'`,
    `when: 'hs_group == "other" && int(hs_group) > 1'`,
  ).replace('\nrules:\n', () => override);
  return compileScenario(text, { files });
}

let scorer: RunningScorer;

beforeAll(async () => {
  scorer = await runScorer(scenario());
});
beforeEach(() => scorer.reset());
afterAll(() => scorer?.stop());

it('A rule that fails stops nothing: the line is assessed, the reason says the cause, and it is counted', async () => {
  await scorer.declares({ item: 'CP000000015DE' }, { item: 'CP000000024DE', ordinal: 2 });
  expect(scorer.assessed().map(({ outcome, band, ruling }) => [outcome, band, ruling])).toEqual([
    ['ASSESSED', 'low', null],
    ['ASSESSED', 'low', null],
  ]);
  expect(scorer.assessed()[0]!.reasons).toContainEqual(
    expect.objectContaining({
      factor: 'press-equipment',
      outcome: 'cannot-decide',
      text: 'The rule could not be worked out: "other" is no whole number',
    }),
  );
  expect(await scorer.metric('watchpost_rule_failures_total')).toBe(2);
});

it('An override in force decides, and the event keeps what the rules came to', async () => {
  await scorer.declares({ hs: '293333' });
  const [event] = scorer.assessed();
  expect(event).toMatchObject({
    band: 'low',
    recommendation: 'NONE',
    ruling: { kind: 'override', rule: 'agreed@7', band: 'critical', recommendation: 'HOLD' },
  });
  expect(event!.score).toBeGreaterThan(0.5);
  expect(event!.reasons[0]).toMatchObject({ factor: 'agreed', outcome: 'override', text: 'Agreed with DE' });
});
