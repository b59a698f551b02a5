import { Inject, Injectable } from '@nestjs/common';
import { type Clock } from '@watchpost/domain';
import { DATABASE, type Database, OutboxRelay, portGatewayStore, withTransaction } from '@watchpost/persistence';
import { CLOCK, ProblemError } from '@watchpost/platform';
import { type Principal } from '@watchpost/security';
import { actorOf, mayTouch } from '../keys/reach.ts';
import { StepWriter } from '../steps/step-writer.ts';
import { expiredCursor, invalidCursor, type Position, positionOf } from './cursor.ts';

type Alert = portGatewayStore.PortAlertEntity;

export interface FoundAlert {
  readonly alert: Alert;
  /** Position after it. */
  readonly position: Position;
}

export const unknownAlert = (): ProblemError =>
  new ProblemError(404, 'alert.unknown', 'There is no such alert for this key.');

/** Reads alerts in their ports' sequences, and notes what a cursor that has moved tells: that the alerts before it were taken in. */
@Injectable()
export class AlertsService {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly writer: StepWriter,
    private readonly relay: OutboxRelay,
  ) {}

  /**
   * Where a reader goes on from.
   * @param port null for every port
   * @throws ProblemError 400 where the cursor is not ours, 410 where alerts after it were forgotten
   */
  async resume(cursor: string | undefined, port: string | null, states: readonly string[] | null): Promise<Position> {
    const bounds = await portGatewayStore.sequenceBounds(this.database);
    const ports = port === null ? [...bounds.keys()] : [port];
    const start = new Map(ports.map((each) => [each, 0]));
    const everyPort = port === null;
    if (cursor === undefined) return { after: start, states, everyPort };
    const given = positionOf(cursor);
    if (String(given.states) !== String(states)) throw invalidCursor();
    for (const [each, number] of given.after) {
      if (!start.has(each) || number > (bounds.get(each)?.last ?? 0)) throw invalidCursor();
    }
    const after = new Map([...start].map(([each]) => [each, given.after.get(each) ?? 0]));
    // A port that the cursor does not know has begun since: all of it is new.
    const missed = [...given.after].some(([each, number]) => number < (bounds.get(each)?.forgottenTo ?? 0));
    if (missed) throw expiredCursor();
    return { after, states, everyPort };
  }

  /** Position after everything there is. */
  async last(position: Position): Promise<Position> {
    const bounds = await portGatewayStore.sequenceBounds(this.database);
    return {
      ...position,
      after: new Map([...position.after.keys()].map((port) => [port, bounds.get(port)?.last ?? 0])),
    };
  }

  /** The next alerts of all ports of a position, in the order in which they were issued; within a port always in its sequence. */
  async next(
    position: Position,
    limit: number,
    only: readonly string[] | null = position.states,
  ): Promise<readonly FoundAlert[]> {
    const { after } = position;
    if (after.size === 0) return [];
    const entries = await portGatewayStore.entriesAfter(this.database, after, limit, only);
    const chosen = merged(entries).slice(0, limit);
    const alerts = await portGatewayStore.findPortAlerts(
      this.database,
      chosen.map(({ alertId }) => alertId),
    );
    const byId = new Map(alerts.map((alert) => [alert.alertId, alert]));
    const reached = new Map(after);
    return chosen.flatMap(({ port, sequence, alertId }) => {
      reached.set(port, sequence);
      const alert = byId.get(alertId);
      return alert === undefined ? [] : [{ alert, position: { ...position, after: new Map(reached) } }];
    });
  }

  /** A cursor has come back: what lies before it was taken in. A cursor of a filtered list says nothing of what it left out. */
  async noteTaken({ after, states }: Position, principal: Principal, via: 'cursor' | 'stream'): Promise<void> {
    const moved = new Map([...after].filter(([, number]) => number > 0));
    if (states !== null || moved.size === 0) return;
    const now = this.clock.now();
    const written = await withTransaction(this.database, async (tx) => {
      const alerts = await portGatewayStore.lockUndelivered(tx, moved);
      const steps = alerts.map((alert) => ({
        alert,
        steps: ['DELIVERED' as const],
        at: now,
        recordedAt: now,
        by: actorOf(principal),
        evidence: { via },
        traceparent: null,
      }));
      return (await this.writer.write(tx, steps)).length;
    });
    if (written > 0) this.relay.nudge();
  }

  /** @throws ProblemError 404; another port's alert is as if it were not there */
  async get(alertId: string, principal: Principal): Promise<Alert> {
    const [alert] = await portGatewayStore.findPortAlerts(this.database, [alertId]);
    if (alert === undefined || !mayTouch(principal, alert.port)) throw unknownAlert();
    return alert;
  }

  history(alertId: string): Promise<[portGatewayStore.StepEntity[], portGatewayStore.InspectionEntity[]]> {
    return Promise.all([
      portGatewayStore.stepsOf(this.database, alertId),
      portGatewayStore.inspectionsOf(this.database, [alertId]),
    ]);
  }
}

/** Sequences of several ports made one, by time, without ever turning the order of a port round: clocks of replicas differ. */
function merged(entries: readonly portGatewayStore.SequenceEntry[]): readonly portGatewayStore.SequenceEntry[] {
  const latest = new Map<string, number>();
  const timed = entries
    .toSorted((a, b) => a.sequence - b.sequence)
    .map((entry) => {
      const at = Math.max(entry.sequencedAt, latest.get(entry.port) ?? 0);
      latest.set(entry.port, at);
      return { entry, at };
    });
  return timed
    .toSorted((a, b) => a.at - b.at || a.entry.port.localeCompare(b.entry.port) || a.entry.sequence - b.entry.sequence)
    .map(({ entry }) => entry);
}
