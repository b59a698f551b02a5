import { type Flaw } from './flaw.ts';

const assessing = 'apps/scorer/dist/assessing/assessing.service.js';

/** The guards that the promises rest on. Each is taken out by itself, and each has to turn a run red. */
export const flaws: readonly Flaw[] = [
  {
    name: 'scorer-conflict-guard',
    guard: 'what the ledger has of a line is published again, and never decided again',
    edits: [
      {
        file: assessing,
        from: 'const stored = await this.#storedBefore(tx, lines, heads);',
        to: 'const stored = new Map();',
      },
      { file: assessing, from: 'if (inserted < fresh.length) throw', to: 'if (inserted < 0) throw' },
    ],
    aimed: [
      {
        kind: 'crash',
        targets: ['scorer'],
        point: 'scorer.after-commit-before-publish',
        nth: 3,
        downMs: 200,
      },
      {
        kind: 'crash',
        targets: ['scorer-2'],
        point: 'scorer.after-publish-before-offsets',
        nth: 3,
        downMs: 200,
      },
    ],
  },
  {
    name: 'commit-after-publish',
    guard: 'offsets are committed after what they stand for is published',
    edits: [
      {
        file: assessing,
        from: "await this.metrics.timed('publish', ()=>this.producer.send(inOrderOfDecision(lines, settled)));",
        to: 'setTimeout(()=>void this.producer.send(inOrderOfDecision(lines, settled)), 1000);',
      },
    ],
    aimed: [{ kind: 'kill', targets: ['scorer', 'scorer-2'], downMs: 200 }],
  },
  {
    name: 'version-guard',
    guard: 'an older version never takes the place of a newer one',
    edits: [
      {
        file: 'apps/scorer/dist/assessing/shipment-heads.js',
        from: "return order > 0 ? 'newer' : 'older';",
        to: "return 'newer';",
      },
      {
        file: 'libs/persistence/dist/scorer/heads.repository.js',
        from: 'where (excluded.issued_at, excluded.sequence, excluded.ordinal) > (heads.issued_at, heads.sequence, heads.ordinal)',
        to: 'where true',
      },
    ],
    aimed: [{ kind: 'kill', targets: ['scorer'], downMs: 200 }],
  },
  {
    name: 'outbox-claim',
    guard: 'a message stays in the outbox until the log has acknowledged it',
    edits: [
      {
        file: 'libs/persistence/dist/outbox/outbox-relay.js',
        from: `        try {
            await this.publisher.send(messages.map(recordOf));
        } catch (error) {
            return this.#putUpWith(on, messages, error);
        }
        crashPoint('outbox.after-send-before-mark');
        await this.#store.remove(on, messages);`,
        to: `        await this.#store.remove(on, messages);
        crashPoint('outbox.after-send-before-mark');
        try {
            await this.publisher.send(messages.map(recordOf));
        } catch (error) {
            return this.#putUpWith(on, messages, error);
        }`,
      },
    ],
    aimed: [
      { kind: 'crash', targets: ['intake'], point: 'outbox.after-send-before-mark', nth: 3, downMs: 200 },
      { kind: 'crash', targets: ['targeting'], point: 'outbox.after-send-before-mark', nth: 2, downMs: 200 },
    ],
  },
  {
    name: 'receipt-after-commit',
    guard: 'a receipt is answered after the transaction that keeps the manifest',
    edits: [
      {
        file: 'apps/intake/dist/submissions/submission.service.js',
        from: 'const sequence = await this.commit.store(manifest);',
        to: 'const sequence = 1;\n        this.commit.store(manifest).catch(()=>undefined);',
      },
    ],
    aimed: [{ kind: 'kill-behind-pause', targets: ['intake', 'postgres'], downMs: 200 }],
  },
];
