import { migrate } from '@watchpost/persistence';
import { CommandError, exitCode } from '../terminal/exit-code.ts';
import { kafkaConnectionOf, loadStackSettings } from './stack-settings.ts';
import { prepareTopics } from './topics.ts';

export interface Migrated {
  /** Migrations applied now, as `service/name`. */
  readonly applied: readonly string[];
  /** A sentence for each setting in which a topic differs from the catalogue. */
  readonly drift: readonly string[];
}

/**
 * Brings engines run elsewhere to this build; what is there already stays as it is.
 * @throws CommandError (usage) where DATABASE_URL or WATCHPOST_KAFKA_BROKERS is missing; StartFault; DatabaseUnavailableError
 */
export async function migrateElsewhere(environment: NodeJS.ProcessEnv): Promise<Migrated> {
  const settings = loadStackSettings(environment);
  const kafka = kafkaConnectionOf(settings);
  if (kafka === null || settings.DATABASE_URL === undefined) {
    throw new CommandError(
      'migrate is for engines run elsewhere: set DATABASE_URL and WATCHPOST_KAFKA_BROKERS, or use watchpost up, which migrates by itself.',
      exitCode.usage,
    );
  }
  const reports = await migrate(settings.DATABASE_URL);
  const cap = settings.WATCHPOST_TOPIC_MAX_BYTES;
  const drift = await prepareTopics(kafka, {
    replicationFactor: settings.WATCHPOST_TOPIC_REPLICATION,
    ...(cap === undefined ? {} : { maxBytesPerTopic: cap }),
  });
  return { applied: reports.flatMap(({ service, applied }) => applied.map((name) => `${service}/${name}`)), drift };
}
