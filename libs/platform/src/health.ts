/**
 *  - `live`: the process works; when it fails, restarting helps;
 *  - `ready`: it can do its work now; when it fails, waiting helps;
 *  - `started`: its first steps (migrations, topics, local copies) are done.
 */
export type HealthKind = 'live' | 'ready' | 'started';

export interface HealthCheck {
  readonly kind: HealthKind;
  /** Short, lower case: `database`, `event-log`, `partners`. */
  readonly name: string;
  /** Resolves to null where all is well, else to one sentence that says what is not. A throw counts as that sentence. */
  readonly check: () => Promise<string | null> | string | null;
}

export interface HealthReport {
  readonly healthy: boolean;
  readonly checks: Readonly<Record<string, string>>;
}

const CHECK_DEADLINE_MS = 3_000;

export class HealthChecks {
  private readonly checks: HealthCheck[] = [];
  private readonly end = new AbortController();

  /**
   * Aborts when the service begins to drain. Answers that would go on without end (streams) finish then; everything else may
   * take its time until the deadline.
   */
  get draining(): AbortSignal {
    return this.end.signal;
  }

  /** From now on `/readyz` says no, so that load balancers send nothing new. */
  drain(): void {
    this.end.abort();
  }

  add(check: HealthCheck): void {
    this.checks.push(check);
  }

  async report(kind: HealthKind): Promise<HealthReport> {
    if (kind === 'ready' && this.draining.aborted) return { healthy: false, checks: { service: 'is draining' } };
    const asked = this.checks.filter((check) => check.kind === kind);
    const answers = await Promise.all(asked.map(answerOf));
    return {
      healthy: answers.every((answer) => answer === null),
      checks: Object.fromEntries(asked.map(({ name }, at) => [name, answers[at] ?? 'ok'])),
    };
  }
}

async function answerOf({ check }: HealthCheck): Promise<string | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve(`no answer within ${CHECK_DEADLINE_MS} ms`), CHECK_DEADLINE_MS);
  });
  try {
    return await Promise.race([Promise.resolve(check()), late]);
  } catch (error) {
    return (error as Error).message || 'failed';
  } finally {
    clearTimeout(timer);
  }
}
