import { describeDrift, topicSpecs, type TopicSettings } from '@watchpost/contracts';
import { createKafkaLog } from '@watchpost/messaging';
import { type BrokerConnection } from '@watchpost/platform';

/**
 * Creates the topics of the catalogue that are missing and never changes one that exists.
 * @returns a sentence for each setting in which the broker differs from the catalogue
 */
export async function prepareTopics(connection: BrokerConnection, settings: TopicSettings): Promise<readonly string[]> {
  const log = createKafkaLog({ ...connection, clientId: 'watchpost-up' });
  try {
    const admin = await log.admin();
    const drift = await admin.ensureTopics(topicSpecs(settings));
    return drift.map(describeDrift);
  } finally {
    await log.close();
  }
}
