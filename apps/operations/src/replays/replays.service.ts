import { Inject, Injectable } from '@nestjs/common';
import { type Clock, timeOrderedId } from '@watchpost/domain';
import { DATABASE, type Database, operationsStore, withTransaction } from '@watchpost/persistence';
import { CLOCK, ProblemError } from '@watchpost/platform';
import { randomBytes } from 'node:crypto';
import type { z } from 'zod';
import { type Doing, whoOf } from '../audit/doing.ts';
import { OPERATIONS_CONFIG, type OperationsConfig } from '../configuration.ts';
import { type Asked, PlanService } from './plan.service.ts';
import type { planRequest, replayPlan, replayRequest, replayView } from './replay.schema.ts';
import { scopeOf, viewOfReplay, wireScope } from './replay-view.ts';
import { ReplaySupervisor } from './replay-supervisor.service.ts';
import { type ChosenScenario, chosenScenario } from './scenario-texts.ts';

type Plan = z.input<typeof replayPlan>;
type View = z.input<typeof replayView>;
type ReplayState = operationsStore.ReplayState;

export type Step = 'pause' | 'resume' | 'abort';

/** What an operator may do to a replay, from which states, and what it is then. */
const steps: Readonly<
  Record<Step, { readonly from: readonly ReplayState[]; readonly to: ReplayState; readonly action: string }>
> = {
  pause: { from: ['waiting', 'running'], to: 'paused', action: 'replay.paused' },
  resume: { from: ['paused', 'failed'], to: 'waiting', action: 'replay.resumed' },
  abort: { from: ['waiting', 'running', 'paused', 'failed'], to: 'aborted', action: 'replay.aborted' },
};

/** Replays as operators see them. Each action and its entry in the audit log are one transaction. */
@Injectable()
export class ReplaysService {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(OPERATIONS_CONFIG) private readonly config: Pick<OperationsConfig, 'OPERATIONS_SCENARIOS'>,
    private readonly plans: PlanService,
    private readonly supervisor: ReplaySupervisor,
  ) {}

  async plan(request: z.output<typeof planRequest>): Promise<Plan> {
    const scenario = this.#scenarioOf(request);
    return (await this.plans.plan(askedOf(request, scenario))).plan;
  }

  /** @returns the replay, or the plan of one that is only tried */
  async start(request: z.output<typeof replayRequest>, doing: Doing): Promise<View | Plan> {
    const scenario = this.#scenarioOf(request);
    const asked = askedOf(request, scenario);
    const { plan, stretches } = await this.plans.plan(asked);
    if (request.dryRun) return plan;
    const at = this.clock.now();
    const replayId = timeOrderedId(at, randomBytes(10));
    await withTransaction(this.database, async (tx) => {
      await operationsStore.insertReplay(
        tx,
        {
          ...asked,
          replayId,
          scenarioFiles: scenario.files,
          reason: request.reason,
          createdAt: at,
          createdBy: whoOf(doing.principal),
          total: plan.records,
        },
        stretches,
      );
      const { mode, format, rate, share } = asked;
      const { records, shipments, bytes } = plan;
      const what = { mode, format, scenario: asked.scenario, scope: wireScope(asked.scope), rate, share };
      await operationsStore.appendAudit(tx, {
        at,
        who: whoOf(doing.principal),
        action: 'replay.started',
        subject: `replay:${replayId}`,
        detail: { reason: request.reason, ...what, records, shipments, bytes },
      });
    });
    this.supervisor.look();
    return this.show(replayId);
  }

  /** @throws ProblemError 404 */
  async show(replayId: string): Promise<View> {
    return viewOfReplay(await this.find(replayId));
  }

  /** @throws ProblemError 404 */
  async find(replayId: string): Promise<operationsStore.Replay> {
    const isId = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(replayId);
    const replay = isId ? await operationsStore.findReplay(this.database, replayId) : null;
    if (replay === null) throw new ProblemError(404, 'replay.unknown', `There is no replay ${replayId}.`);
    return replay;
  }

  list(before: string | null, limit: number): Promise<operationsStore.Replay[]> {
    return operationsStore.listReplays(this.database, before, limit);
  }

  /** @throws ProblemError 404; 409 naming the steps that are possible */
  async move(replayId: string, step: Step, reason: string, doing: Doing): Promise<View> {
    const before = await this.find(replayId);
    const { from, to, action } = steps[step];
    await withTransaction(this.database, async (tx) => {
      if (!(await operationsStore.moveReplay(tx, replayId, from, to))) throw notPossible(before, step);
      const { done, total } = before;
      await operationsStore.appendAudit(tx, {
        at: this.clock.now(),
        who: whoOf(doing.principal),
        action,
        subject: `replay:${replayId}`,
        detail: { reason, mode: before.mode, scope: wireScope(before.scope), done, total },
      });
    });
    this.supervisor.look();
    return this.show(replayId);
  }

  #scenarioOf({ scenario }: { readonly scenario: z.output<typeof planRequest>['scenario'] }): ChosenScenario {
    return chosenScenario(scenario, this.config.OPERATIONS_SCENARIOS);
  }
}

function notPossible({ state }: operationsStore.Replay, step: Step): ProblemError {
  const possible = Object.entries(steps)
    .filter(([, { from }]) => from.includes(state))
    .map(([name]) => name);
  return new ProblemError(409, 'replay.step-impossible', `The replay is ${state}: ${step} is not possible.`, {
    members: { possible },
  });
}

const askedOf = (request: z.output<typeof planRequest>, { compiled }: ChosenScenario): Asked => ({
  mode: request.mode,
  scope: scopeOf(request.scope),
  format: request.format,
  scenario: compiled.label,
  rate: request.rate,
  share: request.share,
});
