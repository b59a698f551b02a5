import { Inject, Injectable } from '@nestjs/common';
import { type Codec } from '@watchpost/contracts';
import { deterministicId, type PortStep } from '@watchpost/domain';
import { CODEC } from '@watchpost/messaging';
import { appendToOutbox, portGatewayStore, type Transaction } from '@watchpost/persistence';
import { progressedMessage } from './outgoing.ts';

/** Steps of one alert, to be written together. */
export interface StepsToWrite {
  /** Locked. */
  readonly alert: portGatewayStore.PortAlertEntity;
  readonly steps: readonly PortStep[];
  /** When they were taken, and when they are written down. Epoch milliseconds. */
  readonly at: number;
  readonly recordedAt: number;
  readonly by: string;
  readonly evidence: Readonly<Record<string, string>>;
  readonly traceparent: string | null;
}

/** Writes steps, moves the alerts' states, and puts what follows into the outbox, all in the caller's transaction. */
@Injectable()
export class StepWriter {
  constructor(@Inject(CODEC) private readonly codec: Codec) {}

  /** @returns the alerts as they stand afterwards */
  async write(tx: Transaction, writes: readonly StepsToWrite[]): Promise<portGatewayStore.PortAlertEntity[]> {
    const rows = writes.flatMap((each) => each.steps.map((step, order) => ({ each, row: stepOf(each, step, order) })));
    const fresh = await portGatewayStore.insertSteps(
      tx,
      rows.map(({ row }) => row),
    );
    const moved = writes.map(({ alert, steps, recordedAt }) => ({
      ...alert,
      state: steps.at(-1) ?? alert.state,
      updatedAt: recordedAt,
    }));
    await portGatewayStore.savePortAlerts(tx, moved);
    await appendToOutbox(
      tx,
      rows
        .filter(({ row }) => fresh.has(row.stepId))
        .map(({ each, row }) => progressedMessage(this.codec, each.alert, row, each.traceparent)),
    );
    return moved;
  }
}

function stepOf(write: StepsToWrite, step: PortStep, order: number): portGatewayStore.StepEntity {
  const { alert, at, recordedAt, by, evidence } = write;
  return {
    stepId: deterministicId('step', alert.alertId, step, at, recordedAt, by),
    alertId: alert.alertId,
    revision: alert.revision,
    step,
    at,
    // Steps written together keep their order for whoever goes by the time at which they were recorded.
    recordedAt: recordedAt + order,
    recordedBy: by,
    evidence,
    recordedOnly: false,
  };
}
